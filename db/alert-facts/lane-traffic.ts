import { sql } from 'drizzle-orm';
import type { LaneTraffic } from '../../core/alerts/rules/lane-silent.ts';
import type { ChainId } from '../../core/chain.ts';
import type { Queryable } from '../pool.ts';

/** The newest hours that are counted anew at each check: operations may be found late by as much. */
const RECOUNTED = '2 hours';
/** What a lane's rate is read from, and kept. */
const KEPT = '7 days';

/**
 * Counts the operations of the newest hours anew, by when they began by their chain's clock, in the caller's transaction. It costs
 * what began in these hours.
 */
export async function countLaneHours(tx: Queryable, now: Date): Promise<void> {
  const at = sql`${now.toISOString()}::timestamptz`;
  await tx.execute(sql`
    insert into lane_hours (protocol, origin_chain, destination_chain, hour, operations, last_at)
    select protocol, origin_chain, destination_chain, date_trunc('hour', started_at, 'UTC') as hour,
      count(*), max(started_at)
    from operations
    where started_at >= date_trunc('hour', ${at}, 'UTC') - ${RECOUNTED}::interval and started_at <= ${at}
      and origin_chain is not null and destination_chain is not null
    group by 1, 2, 3, 4
    on conflict (protocol, origin_chain, destination_chain, hour) do update
    set operations = excluded.operations, last_at = excluded.last_at
    where (lane_hours.operations, lane_hours.last_at)
      is distinct from (excluded.operations, excluded.last_at)`);
  await tx.execute(
    sql`delete from lane_hours where hour < ${at} - ${KEPT}::interval - interval '1 day'`,
  );
}

/**
 * What each lane had in each whole hour of the week before, from its first one that is known on.
 *
 * @param readThrough the chain time through which a protocol's origin is read; null where we are blind there
 */
export async function readLaneTraffic(
  db: Queryable,
  {
    now,
    readThrough,
  }: { now: Date; readThrough: (protocol: string, chain: ChainId, since: number) => number | null },
): Promise<LaneTraffic[]> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const { rows } = await db.execute<{
    protocol: string;
    origin: ChainId;
    destination: ChainId;
    last: number;
    first_hour: number;
    counts: { hour: number; count: number }[];
  }>(sql`
    select protocol, origin_chain as origin, destination_chain as destination,
      extract(epoch from max(last_at))::float8 as last,
      extract(epoch from min(hour))::float8 as first_hour,
      json_agg(json_build_object('hour', extract(epoch from hour)::bigint, 'count', operations)) as counts
    from lane_hours
    where hour >= date_trunc('hour', ${at}, 'UTC') - ${KEPT}::interval
    group by 1, 2, 3
    order by 1, 2, 3`);
  return rows.map(({ protocol, origin, destination, last, first_hour, counts }) => {
    const byHour = new Map(counts.map(({ hour, count }) => [hour, count]));
    // The hours from the first whole one up to the silence: the silence itself is what is judged.
    const hours = Math.floor((last - first_hour) / 3_600);
    return {
      lane: { protocol, origin, destination },
      hourly: Array.from(
        { length: hours },
        (_, index) => byHour.get(first_hour + index * 3_600) ?? 0,
      ),
      lastAt: last,
      readThrough: readThrough(protocol, origin, last),
    };
  });
}
