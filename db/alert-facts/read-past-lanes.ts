import { sql } from 'drizzle-orm';
import type { PastLane } from '../../core/alerts/silent-stretches.ts';
import type { ChainId } from '../../core/chain.ts';
import type { Queryable } from '../pool.ts';
import type { Past } from './read-past-events.ts';

/** A lane's rate is read from so long before. */
const BEFORE = '7 days';

/**
 * How each lane was used within a time and the week before it, from the operations themselves. It looks through all of that time:
 * it is for a person who tunes a rule, and for no job.
 */
export async function readPastLanes(
  db: Queryable,
  { from, to, secondsMin }: Past & { secondsMin: number },
): Promise<PastLane[]> {
  const [begin, end] = [
    sql`${from.toISOString()}::timestamptz`,
    sql`${to.toISOString()}::timestamptz`,
  ];
  const { rows } = await db.execute<{
    protocol: string;
    origin: ChainId;
    destination: ChainId;
    hours: { hour: number; count: number }[];
    gaps: { lastAt: number; nextAt: number | null }[] | null;
  }>(sql`
    with began as (
      select protocol, origin_chain, destination_chain, started_at,
        lead(started_at) over (
          partition by protocol, origin_chain, destination_chain order by started_at
        ) as next_at
      from operations
      where started_at >= ${begin} - ${BEFORE}::interval and started_at < ${end}
        and origin_chain is not null and destination_chain is not null
    ), hours as (
      select protocol, origin_chain, destination_chain, date_trunc('hour', started_at, 'UTC') as hour,
        count(*) as count,
        json_agg(json_build_object(
          'lastAt', extract(epoch from started_at)::float8, 'nextAt', extract(epoch from next_at)::float8
        ) order by started_at) filter (
          where coalesce(next_at, ${end}) > ${begin}
            and coalesce(next_at, ${end}) - started_at >= ${secondsMin} * interval '1 second'
        ) as gaps
      from began
      group by 1, 2, 3, 4
    )
    select protocol, origin_chain as origin, destination_chain as destination,
      json_agg(json_build_object('hour', extract(epoch from hour)::bigint, 'count', count) order by hour) as hours,
      (
        select json_agg(gap)
        from unnest(array_agg(gaps order by hour) filter (where gaps is not null)) as own,
          json_array_elements(own) as gap
      ) as gaps
    from hours
    group by 1, 2, 3
    order by 1, 2, 3`);
  return rows.map(({ protocol, origin, destination, hours, gaps }) => ({
    lane: { protocol, origin, destination },
    hours: new Map(hours.map(({ hour, count }) => [hour, count])),
    gaps: gaps ?? [],
  }));
}
