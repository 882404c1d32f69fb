import { sql } from 'drizzle-orm';
import type { ChainId } from '../../core/chain.ts';
import { foldAll, type RulesByProtocol } from '../../core/fold-all.ts';
import type { About, Leg, Link, Role } from '../../core/leg.ts';
import { isSameOperation, type Operation } from '../../core/operation.ts';
import type { Database } from '../../db/pool.ts';
import { readWorld } from '../../db/world.ts';
import type { OperationRow, Stored } from './stored.ts';

/** How the rows differ from what the pure path makes of all facts that are stored, taken together. */
export async function checkOracle(
  db: Database,
  { rules, stored }: { rules: RulesByProtocol; stored: Stored },
): Promise<string[]> {
  const legs = await readLegs(db, stored);
  const world = await readWorld(db);
  const wanted = new Map<string, Operation>();
  const failures: string[] = [];
  for (const { folded, error } of foldAll(rules, legs, world)) {
    if (folded) wanted.set(folded.operation.id, folded.operation);
    else failures.push(`the oracle cannot fold: ${String(error)}`);
  }
  const extra = [...stored.operations.keys()].filter((id) => !wanted.has(id));
  return [
    ...failures,
    ...extra.map((id) => `${id} is stored, and no legs make it`),
    ...[...wanted.values()].flatMap((operation) => {
      const row = stored.operations.get(operation.id);
      if (!row) return [`${operation.id} is not stored; the oracle says ${say(operation)}`];
      return isSameOperation(row.body, operation) ? [] : [describe(row, operation)];
    }),
  ];
}

const say = ({ status, stage, final }: Pick<Operation, 'status' | 'stage' | 'final'>) =>
  `${status}/${stage}${final ? ', final' : ''}`;

function describe({ id, body }: OperationRow, operation: Operation): string {
  // CAST: both are operations, one of them as JSON keeps it.
  const [got, wanted] = [body, operation] as unknown as Record<string, unknown>[];
  const fields = Object.keys(operation).filter(
    (key) => !isSameOperation({ value: got?.[key] ?? null }, { value: wanted?.[key] ?? null }),
  );
  const show = (value: unknown) =>
    JSON.stringify(value, (_, item: unknown) =>
      typeof item === 'bigint' ? `${item}` : item,
    )?.slice(0, 700);
  const parts = fields.map(
    (key) =>
      `      ${key}: oracle ${show(wanted?.[key])}\n      ${' '.repeat(key.length)}  row    ${show(got?.[key])}`,
  );
  return `${id}: the oracle says ${say(operation)}, the row ${body.status}/${body.stage}${body.final ? ', final' : ''}\n${parts.join('\n')}`;
}

type LegRow = {
  chain: ChainId;
  number: string;
  hash: string;
  time: string;
  transaction: string;
  index: number;
  canonical: boolean;
  verified: boolean;
  protocol: string;
  step: string;
  role: Role;
  outcome: Leg['outcome'];
  version: number;
  about: About;
  operation_id: string | null;
  links: Link[];
};

/** Every leg. Look-alikes of operations that are final were settled: they belong to these, and to no other. */
async function readLegs(db: Database, { operations }: Stored): Promise<Leg[]> {
  const { rows } = await db.execute<LegRow>(sql`
    select chain, block_number as number, block_hash as hash, extract(epoch from block_time)::bigint as time,
      transaction, log_index as index, canonical, verified, legs.protocol, step, role, outcome, version, about, operation_id,
      (
        select json_agg(json_build_object('key', key, 'kind', kind, 'rule', rule) order by key)
        from links
        where links.event_id = events.id
      ) as links
    from events
    join legs on legs.event_id = events.id`);
  return rows.map((row) => {
    const own = row.operation_id === null ? undefined : operations.get(row.operation_id);
    const isSettled = own?.final === true && own.body.coverage !== 'destination_only';
    const settled = (link: Link): Link =>
      isSettled && link.kind === 'lookalike'
        ? { key: `settled ${own.id}`, kind: 'settled', rule: link.rule, lookalike: link.key }
        : link;
    return {
      event: `${row.chain}/${row.hash}/${row.transaction}/${row.index}`,
      protocol: row.protocol,
      step: row.step,
      role: row.role,
      outcome: row.outcome,
      version: row.version,
      canonical: row.canonical,
      verified: row.verified,
      about: row.about,
      at: {
        chain: row.chain,
        blockNumber: BigInt(row.number),
        blockHash: row.hash,
        blockTime: Number(row.time),
        transaction: row.transaction,
        index: row.index,
      },
      links: row.links.map(settled),
    };
  });
}
