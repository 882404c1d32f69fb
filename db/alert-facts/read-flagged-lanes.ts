import { sql } from 'drizzle-orm';
import type { FlaggedLane, FlagRule } from '../../core/alerts/rules/operation-flagged.ts';
import type { ChainId } from '../../core/chain.ts';
import { texts } from '../arrays.ts';
import type { Queryable } from '../pool.ts';
import { placedColumn, placeValues, type Placed } from './place-values.ts';

/** Flagged operations that nobody has closed and that are looked at, the newest first. */
const FLAGGED_MAX = 5_000;

/** The lanes with flagged operations, each with its newest ones. */
export async function readFlaggedLanes(
  db: Queryable,
  { rule, perLane }: { rule: FlagRule; perLane: number },
): Promise<FlaggedLane[]> {
  const { rows } = await db.execute<{
    operation_id: string;
    protocol: string;
    origin: ChainId | null;
    destination: ChainId | null;
    flags: string[];
    status: string;
    placed: Placed;
    count: number;
  }>(sql`
    with flagged as (
      select operation_id, protocol, origin_chain, destination_chain, flags, since
      from alert_marks
      where rule = ${rule} and not closed
      order by since desc
      limit ${FLAGGED_MAX}
    ), numbered as (
      select *, count(*) over lane as count,
        row_number() over (
          partition by protocol, origin_chain, destination_chain
          order by since desc, operation_id
        ) as number
      from flagged
      window lane as (partition by protocol, origin_chain, destination_chain)
    )
    select operation_id, numbered.protocol, numbered.origin_chain as origin,
      numbered.destination_chain as destination, flags, operations.status, count::int,
      ${placedColumn}
    from numbered
    join operations on operations.id = operation_id
    where number <= ${perLane}
    order by numbered.protocol, origin, destination, number`);
  const values = await placeValues(
    db,
    rows.map(({ placed }) => placed),
  );
  const valued = rows.map((row, index) => ({ ...row, value: values[index] ?? null }));
  const lanes = new Map<string, { lane: FlaggedLane['lane']; own: typeof valued }>();
  for (const row of valued) {
    const { protocol, origin, destination } = row;
    const key = JSON.stringify([protocol, origin, destination]);
    const known = lanes.get(key) ?? { lane: { protocol, origin, destination }, own: [] };
    known.own.push(row);
    lanes.set(key, known);
  }
  return [...lanes.values()].map(({ lane, own }) => ({
    lane,
    count: own[0]?.count ?? 0,
    operations: own.map(({ operation_id: id, flags, status, value }) => ({
      id,
      flags,
      status,
      value,
    })),
  }));
}

/** Those of the operations that are flagged and that nobody has closed. */
export async function readFlagged(
  db: Queryable,
  rule: FlagRule,
  ids: readonly string[],
): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await db.execute<{ operation_id: string }>(sql`
    select operation_id
    from alert_marks
    where rule = ${rule} and not closed and operation_id = any(${texts(ids)})`);
  return new Set(rows.map(({ operation_id }) => operation_id));
}
