import { sql } from 'drizzle-orm';
import { ALL_PACES } from '../core/pace-of.ts';
import type { StageTime } from '../core/stage-times.ts';
import { integers, texts } from './arrays.ts';
import type { JudgedOperation } from './judged-operations.ts';
import type { Queryable } from './pool.ts';

/** An operation and how long it waited for its steps. */
export interface TimesOfOperation {
  operation: Pick<JudgedOperation, 'id' | 'protocol' | 'kind' | 'originChain' | 'destinationChain'>;
  /** Null where it has none. */
  pace: string | null;
  times: readonly StageTime[];
}

/**
 * Writes how long operations waited anew, and has the figures of their lanes summed up again.
 *
 * @param ids all that may have changed; those without times have none any more
 */
export async function writeStageTimes(
  tx: Queryable,
  ids: readonly string[],
  all: readonly TimesOfOperation[],
): Promise<void> {
  if (ids.length === 0) return;
  await markLanes(tx, ids);
  await tx.execute(sql`delete from stage_times where operation_id = any(${texts(ids)})`);
  const rows = all.flatMap(({ times, ...own }) => times.map((time) => ({ ...own, time })));
  if (rows.length === 0) return;
  const at = (seconds: number | null) =>
    seconds === null ? null : new Date(seconds * 1_000).toISOString();
  await tx.execute(sql`
    insert into stage_times (
      operation_id, protocol, kind, origin_chain, destination_chain, pace, step, stage, from_time, until_time, seconds
    )
    select operation_id, protocol, kind, origin_chain, destination_chain, pace, step, stage,
      from_time::timestamptz, until_time::timestamptz, seconds
    from unnest(
      ${texts(rows.map(({ operation }) => operation.id))},
      ${texts(rows.map(({ operation }) => operation.protocol))},
      ${texts(rows.map(({ operation }) => operation.kind))},
      ${texts(rows.map(({ operation }) => operation.originChain))},
      ${texts(rows.map(({ operation }) => operation.destinationChain))},
      ${texts(rows.map(({ pace }) => pace))},
      ${texts(rows.map(({ time }) => time.step))},
      ${texts(rows.map(({ time }) => time.stage))},
      ${texts(rows.map(({ time }) => at(time.from)))},
      ${texts(rows.map(({ time }) => at(time.until)))},
      ${integers(rows.map(({ time }) => time.seconds))}
    ) as row (
      operation_id, protocol, kind, origin_chain, destination_chain, pace, step, stage, from_time, until_time, seconds
    )`);
  await markLanes(tx, ids);
}

/**
 * A lane is known from its first wait on, and is to be summed up where one has ended: as a whole, and by the pace of what waited.
 * In one order, so that two who write at once do not wait for each other; one that is marked already is not written again.
 */
async function markLanes(tx: Queryable, ids: readonly string[]): Promise<void> {
  await tx.execute(sql`
    insert into stage_baselines (protocol, origin_chain, destination_chain, step, pace, stale)
    select protocol, origin_chain, destination_chain, step, summed.pace, bool_or(until_time is not null)
    from stage_times
    cross join lateral (values (${ALL_PACES}), (stage_times.pace)) as summed (pace)
    where operation_id = any(${texts(ids)}) and origin_chain is not null and destination_chain is not null
      and summed.pace is not null
    group by 1, 2, 3, 4, 5
    order by 1, 2, 3, 4, 5
    on conflict (protocol, origin_chain, destination_chain, step, pace) do update
    set stale = true
    where excluded.stale and not stage_baselines.stale`);
}
