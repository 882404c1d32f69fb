import { sql } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import { foldAll, type FoldedLegs, type RulesByProtocol } from '../core/fold-all.ts';
import { isSameOperation } from '../core/operation.ts';
import { isDue, type Wake } from '../core/wakes.ts';
import type { World } from '../core/world.ts';
import { texts } from './arrays.ts';
import { dirtyAmong } from './dirty-among.ts';
import { LEGS_MAX } from './find-components.ts';
import { loadComponents } from './load-components.ts';
import type { StoredLeg } from './load-legs.ts';
import type { Queryable } from './pool.ts';
import { quarantinedAmong } from './quarantine.ts';
import type { StoredOperation } from './types.ts';

/** An operation whose row is not what its legs fold to. */
export interface FoldDifference {
  id: string;
  /** Where it shows: in the status, else in the stage, else in something else. */
  field: 'status' | 'stage' | 'other';
  /** As `status/stage`. */
  stored: string;
  folded: string;
  /** What must be marked for it to be folded again. */
  keys: string[];
}

/** What came of folding operations and comparing them with their rows. */
export interface Comparison {
  compared: number;
  differences: FoldDifference[];
  /** Operations that are marked or due, so that a difference says nothing yet. */
  waiting: string[];
  /** Operations that stand still, because they could not be folded before. */
  quarantined: string[];
  failures: { id: string; reason: string }[];
}

/**
 * Folds these operations from their legs and compares what comes of it with what is stored, wakes included. It writes
 * nothing. Operations of protocols without rules are left out.
 *
 * @param tx a transaction whose snapshot `world` is of
 * @param load gives all legs that keys lead to; those that are stored unless told otherwise
 */
export async function compareFolds(
  tx: Queryable,
  ids: readonly string[],
  {
    rules,
    world,
    load = loadComponents,
    legsMax = LEGS_MAX,
  }: {
    rules: RulesByProtocol;
    world: World;
    load?: typeof loadComponents;
    legsMax?: number | undefined;
  },
): Promise<Comparison> {
  const rows = (await readRows(tx, ids)).filter(({ protocol }) => rules.has(protocol));
  const keys = [...new Set(rows.flatMap(({ keys }) => keys))];
  const { legs, tooLarge } = await load(tx, keys, legsMax);
  const all = foldAll(rules, legs, world);
  const reached = [...keysOf(legs), ...keys, ...rows.map(({ id }) => id)];
  const marked = await dirtyAmong(tx, reached);
  const quarantined = new Set((await quarantinedAmong(tx, reached)).map(({ key }) => key));
  const comparison: Comparison = {
    compared: 0,
    differences: [],
    waiting: [],
    quarantined: [],
    failures: [],
  };
  for (const row of rows) {
    const own = all.find(({ folded }) => folded?.operation.id === row.id);
    const others = all.filter((one) => one.legs.some(({ operationId }) => operationId === row.id));
    const touched = [...(own?.legs ?? []), ...others.flatMap(({ legs }) => legs)];
    const names = [row.id, ...row.keys, ...keysOf(touched)];
    const failed = others.find(({ folded }) => !folded);
    if (names.some((key) => quarantined.has(key))) comparison.quarantined.push(row.id);
    else if (names.some((key) => marked.has(key)) || isAnyDue(row.wakes, world)) {
      comparison.waiting.push(row.id);
    } else if (failed) {
      comparison.failures.push({ id: row.id, reason: String(failed.error) });
    } else if (row.keys.some((key) => tooLarge.has(key))) {
      const reason = `its links lead to more than ${legsMax} legs`;
      comparison.failures.push({ id: row.id, reason });
    } else {
      comparison.compared += 1;
      comparison.differences.push(...differenceOf(row, own, others[0]));
    }
  }
  return comparison;
}

interface Row {
  id: string;
  protocol: string;
  body: StoredOperation;
  /** An exact link of each of its legs. */
  keys: string[];
  legs: number;
  wakes: { protocol: string; chain: ChainId; number: string | null; time: string | null }[];
}

async function readRows(tx: Queryable, ids: readonly string[]): Promise<Row[]> {
  const { rows } = await tx.execute<{ [Key in keyof Row]: Row[Key] }>(sql`
    select id, protocol, body,
      array(
        select min(links.key)
        from legs
        join links on links.event_id = legs.event_id and links.kind = 'exact'
        where legs.operation_id = operations.id
        group by legs.event_id
      ) as keys,
      (select count(*)::int from legs where legs.operation_id = operations.id) as legs,
      (
        select coalesce(json_agg(json_build_object(
          'protocol', protocol, 'chain', chain, 'number', number::text,
          'time', extract(epoch from time)::bigint::text
        )), '[]')
        from wakes
        where wakes.operation_id = operations.id
      ) as wakes
    from operations
    where id = any(${texts(ids)})
    order by id`);
  return rows;
}

const keysOf = (legs: readonly StoredLeg[]): Set<string> =>
  new Set(
    legs.flatMap(({ links, operationId }) => [
      ...links.map(({ key, lookalike }) => lookalike ?? key),
      ...(operationId === null ? [] : [operationId]),
    ]),
  );

function isAnyDue(wakes: Row['wakes'], { checkpoints }: World): boolean {
  return wakes.some(({ protocol, chain, number, time }) => {
    const certain = checkpoints.get(protocol)?.get(chain)?.certain;
    const until = number === null ? { time: Number(time) } : { number: BigInt(number) };
    return certain != null && isDue({ protocol, chain, ...until }, certain);
  });
}

/** Either nothing, or the one way in which a row differs. `heir` has one of its legs. */
function differenceOf(
  row: Row,
  own: FoldedLegs<StoredLeg> | undefined,
  heir: FoldedLegs<StoredLeg> | undefined,
): FoldDifference[] {
  const { id, body } = row;
  const difference = { id, stored: `${body.status}/${body.stage}`, keys: [...row.keys, id] };
  if (!own?.folded) {
    const folded = heir?.folded ? `part of ${heir.folded.operation.id}` : 'no leg of it is left';
    return [{ ...difference, field: 'other', folded }];
  }
  const { operation, wakes } = own.folded;
  const isWhole =
    own.legs.length === row.legs && own.legs.every(({ operationId }) => operationId === id);
  if (isWhole && isSameOperation(body, operation) && isSameWakes(row.wakes, wakes)) return [];
  const field =
    body.status !== operation.status
      ? 'status'
      : body.stage !== operation.stage
        ? 'stage'
        : 'other';
  const folded = `${operation.status}/${operation.stage}`;
  const keys = [...difference.keys, ...keysOf(own.legs)];
  return [{ ...difference, field, folded, keys: [...new Set(keys)] }];
}

function isSameWakes(stored: Row['wakes'], wakes: readonly Wake[]): boolean {
  const text = (parts: unknown[]) => parts.map(String).join(' ');
  const is = new Set(
    wakes.map((wake) =>
      'number' in wake
        ? text([wake.protocol, wake.chain, wake.number, null])
        : text([wake.protocol, wake.chain, null, wake.time]),
    ),
  );
  const was = new Set(
    stored.map(({ protocol, chain, number, time }) => text([protocol, chain, number, time])),
  );
  return is.size === was.size && [...is].every((wake) => was.has(wake));
}
