import { sql } from 'drizzle-orm';
import type { StuckLane } from '../../core/alerts/rules/operation-stuck.ts';
import type { ChainId } from '../../core/chain.ts';
import type { Queryable } from '../pool.ts';
import type { StoredOperation } from '../types.ts';
import { placedColumn, placeValues, type Placed } from './place-values.ts';

/**
 * Stuck operations that are looked at, the newest first: anybody can leave some behind for good, and those must hide nothing new.
 * Beyond them lanes are counted low.
 */
export const STUCK_MAX = 20_000;

/**
 * The lanes on which operations are stuck, each with some of those that have waited the longest. It costs what is stuck, not what
 * is open. Those of which a person has said that they are known are left out.
 *
 * @returns also whether there are more than are looked at
 * @param blindOn for which waits we are blind, by protocol, awaited chain and when they began
 * @param perLane operations that are read of each lane, and as many again for which we are blind
 */
export async function readStuckLanes(
  db: Queryable,
  {
    perLane,
    now,
    blindOn,
  }: {
    perLane: number;
    now: Date;
    blindOn: (protocol: string, chain: ChainId | null, since: Date) => boolean;
  },
): Promise<{ lanes: StuckLane[]; isCut: boolean }> {
  const { rows } = await db.execute<{
    operation_id: string;
    protocol: string;
    origin_chain: ChainId | null;
    destination_chain: ChainId | null;
    awaited_chain: ChainId | null;
    since: string;
    is_blind: boolean;
  }>(sql`
    select *
    from (${newest('stuck')} union all ${newest('blind')}) as found
    order by updated_at desc, operation_id desc
    limit ${STUCK_MAX}`);
  const lanes = new Map<string, { lane: StuckLane['lane']; all: (typeof rows)[number][] }>();
  for (const row of rows) {
    const { protocol, origin_chain: origin, destination_chain: destination } = row;
    const key = JSON.stringify([protocol, origin, destination]);
    const known = lanes.get(key) ?? { lane: { protocol, origin, destination }, all: [] };
    known.all.push(row);
    lanes.set(key, known);
  }
  const isBlind = ({ protocol, awaited_chain, since, is_blind }: (typeof rows)[number]) =>
    is_blind || blindOn(protocol, awaited_chain, new Date(since));
  const shown = [...lanes.values()].flatMap(({ all }) => {
    const sorted = all.toSorted((a, b) => Date.parse(a.since) - Date.parse(b.since));
    // Those for which we are blind, which may be for long, take no place of the others.
    return [false, true].flatMap((wanted) =>
      sorted
        .filter((row) => isBlind(row) === wanted)
        .slice(0, perLane)
        .map((row) => [row.operation_id, wanted] as const),
    );
  });
  const details = await readDetails(db, new Map(shown), now);
  const found = [...lanes.values()].map(({ lane, all }) => {
    const blind = all.filter(isBlind).length;
    return {
      lane,
      count: all.length - blind,
      blind,
      operations: all.flatMap(({ operation_id }) => details.get(operation_id) ?? []),
    };
  });
  return { lanes: found, isCut: rows.length === STUCK_MAX };
}

/** In the order of an index. Those of which something could not be folded may have been stuck before. */
const newest = (health: 'stuck' | 'blind') => sql`(
  select operation_id, protocol, origin_chain, destination_chain, awaited_chain, since, updated_at,
    health = 'blind' as is_blind
  from operation_health
  where health = ${health} and not exists (
    select
    from alert_marks
    where alert_marks.rule = 'operation_stuck' and alert_marks.operation_id = operation_health.operation_id
      and alert_marks.flags @> array[operation_health.step]
  )
  order by updated_at desc, operation_id desc
  limit ${STUCK_MAX}
)`;

async function readDetails(
  db: Queryable,
  isBlind: ReadonlyMap<string, boolean>,
  now: Date,
): Promise<Map<string, StuckLane['operations'][number]>> {
  if (isBlind.size === 0) return new Map();
  const { rows } = await db.execute<{
    operation_id: string;
    step: string;
    stage: string;
    awaited_chain: ChainId | null;
    waited: number;
    detail: string | null;
    pending: StoredOperation['pending'];
    placed: Placed;
    next_action: StoredOperation['nextAction'];
  }>(sql`
    select operation_id, health.step, health.stage, awaited_chain, detail,
      extract(epoch from coalesce(chains.head_time, ${now.toISOString()}::timestamptz) - since)::float8 as waited,
      body -> 'pending' as pending, body -> 'nextAction' as next_action, ${placedColumn}
    from operation_health as health
    join operations on operations.id = operation_id
    left join chains on chains.id = awaited_chain
    where operation_id = any(${sql.param([...isBlind.keys()])}::text[])
    order by since, operation_id`);
  const values = await placeValues(
    db,
    rows.map(({ placed }) => placed),
  );
  return new Map(
    rows.map(({ operation_id: id, awaited_chain, waited, next_action, ...row }, index) => [
      id,
      {
        id,
        step: row.step,
        stage: row.stage,
        awaitedChain: awaited_chain,
        waitedSeconds: Math.max(0, waited),
        detail: row.detail ?? 'It takes longer than its lane lets expect.',
        isBlind: isBlind.get(id) ?? false,
        what: row.pending?.what ?? null,
        value: values[index] ?? null,
        action: next_action && `For ${next_action.who}: ${next_action.action}`,
      },
    ]),
  );
}
