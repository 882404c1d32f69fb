import { sql } from 'drizzle-orm';
import { ALL_PACES } from '../core/pace-of.ts';
import type { Queryable } from './pool.ts';

/** What figures rest on: the newest waits of their lane, or of one pace on it, so many, and none that ended so long before the newest. */
export const SAMPLE_MAX = 1_000;
export const WINDOW_DAYS = 30;

/**
 * Sums lanes up whose waits have changed, the longest stale first; one that was summed up a moment ago waits for its turn. A
 * row that is being written anew meanwhile stays marked, or is marked again by who writes it.
 *
 * @returns how many were
 */
export async function refreshBaselines(
  db: Queryable,
  { limit, pauseSeconds }: { limit: number; pauseSeconds: number },
): Promise<number> {
  const { rowCount } = await db.execute(sql`
    with due as (
      select protocol, origin_chain, destination_chain, step, pace
      from stage_baselines
      where stale
        and (refreshed_at is null or refreshed_at <= now() - ${pauseSeconds}::float8 * interval '1 second')
      order by refreshed_at nulls first
      limit ${limit}
      for update skip locked
    )
    update stage_baselines as own
    set stale = false, refreshed_at = now(), sample = figures.sample,
      p50 = figures.quantiles[1], p90 = figures.quantiles[2], p99 = figures.quantiles[3],
      window_from = figures.first, window_through = figures.last
    from due
    cross join lateral (
      select count(*)::int as sample, min(until_time) as first, max(until_time) as last,
        percentile_cont(array[0.5, 0.9, 0.99]) within group (order by seconds) as quantiles
      from (
        select seconds, until_time, max(until_time) over () as newest
        from (
          (
            select seconds, until_time
            from stage_times
            where due.pace = ${ALL_PACES} and ${isOfStep} and until_time is not null
            order by until_time desc
            limit ${SAMPLE_MAX}
          )
          union all
          (
            select seconds, until_time
            from stage_times
            where stage_times.pace = due.pace and ${isOfStep} and until_time is not null
            order by until_time desc
            limit ${SAMPLE_MAX}
          )
        ) as latest
      ) as dated
      where until_time > newest - ${WINDOW_DAYS} * interval '1 day'
    ) as figures
    where (own.protocol, own.origin_chain, own.destination_chain, own.step, own.pace)
      = (due.protocol, due.origin_chain, due.destination_chain, due.step, due.pace)`);
  return rowCount ?? 0;
}

const isOfStep = sql`stage_times.protocol = due.protocol
  and stage_times.origin_chain = due.origin_chain
  and stage_times.destination_chain = due.destination_chain
  and stage_times.step = due.step`;
