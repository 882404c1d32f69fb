import { sql, type SQL } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import type { Health } from '../core/health.ts';
import { ALL_PACES } from '../core/pace-of.ts';
import { shownHealth, type PlacedObstacle } from './health-row.ts';
import type { Queryable } from './pool.ts';

/** A lane on which some operation has waited for a step. */
export interface Lane {
  protocol: string;
  origin: ChainId;
  destination: ChainId;
  /** Open operations by what is shown as their health; of more than `OPEN_MAX`, so many of them. */
  open: Partial<Record<Health, number>>;
  steps: LaneStep[];
}

/** Of all operations of the lane, and of those of each pace. */
export interface LaneStep extends WaitFigures {
  step: string;
  /** By name; none where no operation has a pace. */
  paces: ({ pace: string } & WaitFigures)[];
}

export interface WaitFigures {
  /** Seconds; null while no operation has the step behind it. */
  p50: number | null;
  p90: number | null;
  p99: number | null;
  sample: number;
  /** Chain times of the ends of the first and last wait that the figures rest on. */
  windowFrom: string | null;
  windowThrough: string | null;
  refreshedAt: string | null;
  /** When the step came last on this lane, by its chain. */
  lastAt: string | null;
}

/** Open operations of a lane that are counted. */
export const OPEN_MAX = 10_000;

/** Where a page ends. */
export type LaneKey = Pick<Lane, 'protocol' | 'origin' | 'destination'>;

/** A page of lanes, by protocol, origin and destination. */
export async function readLanes(
  db: Queryable,
  filter: { protocol: string | null; origin: ChainId | null; destination: ChainId | null },
  {
    limit,
    after,
    obstacles,
  }: { limit: number; after: LaneKey | null; obstacles: readonly PlacedObstacle[] },
): Promise<{ lanes: Lane[]; end: LaneKey | null }> {
  const { protocol, origin, destination } = filter;
  const { rows } = await db.execute<LaneKey & Pick<Lane, 'open' | 'steps'>>(sql`
    with lane as (
      select distinct protocol, origin_chain, destination_chain
      from stage_baselines
      where ${protocol === null ? sql`true` : sql`protocol = ${protocol}`}
        and ${origin === null ? sql`true` : sql`origin_chain = ${origin}`}
        and ${destination === null ? sql`true` : sql`destination_chain = ${destination}`}
        and ${
          after === null
            ? sql`true`
            : sql`(protocol, origin_chain, destination_chain)
                > (${after.protocol}, ${after.origin}, ${after.destination})`
        }
      order by protocol, origin_chain, destination_chain
      limit ${limit + 1}
    )
    select protocol, origin_chain as origin, destination_chain as destination,
      (
        select coalesce(json_object_agg(state, count), '{}')
        from (
          select state, count(*)::int as count
          from (
            select ${shownHealth(obstacles)} as state
            from operation_health as judged
            where judged.protocol = lane.protocol and judged.origin_chain = lane.origin_chain
              and judged.destination_chain = lane.destination_chain
            limit ${OPEN_MAX}
          ) as open
          group by state
        ) as counted
      ) as open,
      (
        select json_agg(${figures(sql`own`)} || jsonb_build_object(
          'step', step,
          'paces', (
            select coalesce(
              jsonb_agg(${figures(sql`part`)} || jsonb_build_object('pace', part.pace) order by part.pace), '[]'
            )
            from stage_baselines as part
            where part.protocol = own.protocol and part.origin_chain = own.origin_chain
              and part.destination_chain = own.destination_chain and part.step = own.step
              and part.pace <> ${ALL_PACES}
          )
        ) order by step)
        from stage_baselines as own
        where own.protocol = lane.protocol and own.origin_chain = lane.origin_chain
          and own.destination_chain = lane.destination_chain and own.pace = ${ALL_PACES}
      ) as steps
    from lane
    order by protocol, origin_chain, destination_chain`);
  const lanes = rows.slice(0, limit);
  const last = lanes.at(-1);
  return { lanes, end: last && rows.length > limit ? last : null };
}

/** `WaitFigures` of a row of `stage_baselines`. */
function figures(table: SQL): SQL {
  const isOfStep = sql`stage_times.protocol = ${table}.protocol
    and stage_times.origin_chain = ${table}.origin_chain
    and stage_times.destination_chain = ${table}.destination_chain
    and stage_times.step = ${table}.step and until_time is not null`;
  const newest = sql`order by until_time desc limit 1`;
  return sql`jsonb_build_object(
    'p50', ${table}.p50, 'p90', ${table}.p90, 'p99', ${table}.p99, 'sample', ${table}.sample,
    'windowFrom', ${table}.window_from, 'windowThrough', ${table}.window_through,
    'refreshedAt', ${table}.refreshed_at,
    'lastAt', case ${table}.pace
      when ${ALL_PACES} then (select until_time from stage_times where ${isOfStep} ${newest})
      else (select until_time from stage_times where pace = ${table}.pace and ${isOfStep} ${newest})
    end
  )`;
}
