import { sql } from 'drizzle-orm';
import type { Role } from '../core/leg.ts';
import type { Stage } from '../core/status.ts';
import type { Queryable } from './pool.ts';
import type { Span } from './stale-spans.ts';

/** A step of a protocol's route, as its rules have it. */
export interface RouteStep {
  protocol: string;
  /** Empty for the usual route: of all kinds that have none of their own. */
  kind: string;
  step: string;
  /** From 1. */
  place: number;
  role: Role;
  stage: Stage;
}

/** Steps that the rules do not know stand behind all others, in the order of what completion requires. */
const UNKNOWN_PLACE = 1_000;

/** Counts the operations that began in a span anew, from their summaries alone. In one transaction with `claimSpan`. */
export async function countLanes(tx: Queryable, { grain, beginsAt, endsAt }: Span): Promise<void> {
  const [from, to] = [beginsAt.toISOString(), endsAt.toISOString()];
  await tx.execute(sql`delete from lane_times where grain = ${grain} and begins_at = ${from}`);
  await tx.execute(sql`
    insert into lane_times (
      grain, begins_at, protocol, origin_chain, destination_chain, size_bucket, operations, open, completed, refunded,
      ended_otherwise, p50, p90, p99
    )
    select ${grain}, ${from}::timestamptz, protocol, origin_chain, destination_chain, size_bucket, operations, open,
      completed, refunded, ended_otherwise, times[1], times[2], times[3]
    from (
      select protocol, origin_chain, destination_chain,
        case grouping(size_bucket) when 1 then 'all' else size_bucket end as size_bucket,
        count(*) as operations,
        count(*) filter (where status in ('pending', 'confirmed', 'expired', 'refunding')) as open,
        count(*) filter (where status = 'complete') as completed,
        count(*) filter (where status = 'refunded') as refunded,
        count(*) filter (where status in ('failed', 'cancelled', 'reverted')) as ended_otherwise,
        percentile_cont(array[0.5, 0.9, 0.99]) within group (order by seconds) as times
      from operation_summaries
      where started_at >= ${from} and started_at < ${to}
      group by grouping sets (
        (protocol, origin_chain, destination_chain, size_bucket),
        (protocol, origin_chain, destination_chain)
      )
    ) as counted`);
}

/** Counts anew how far the operations came that began on a day. In one transaction with `claimSpan`. */
export async function countFunnel(
  tx: Queryable,
  { beginsAt, endsAt }: Span,
  steps: readonly RouteStep[],
): Promise<void> {
  const [from, to] = [beginsAt.toISOString(), endsAt.toISOString()];
  await tx.execute(sql`delete from funnel_steps where begins_at = ${from}`);
  await tx.execute(sql`
    with known as (
      select *
      from json_to_recordset(${JSON.stringify(steps)}::json)
        as known (protocol text, kind text, step text, place integer, role text, stage text)
    ), named as (
      select distinct protocol, kind from known where kind <> ''
    ), passed as (
      select s.protocol, s.kind, s.origin_chain, s.destination_chain, s.status, s.reached, s.skipped, s.stopped_at,
        step, array_position(s.required, step) as required_place
      from operation_summaries s
      cross join lateral (
        select unnest(s.required)
        union
        select unnest(s.reached)
      ) as had (step)
      where s.started_at >= ${from} and s.started_at < ${to}
    )
    insert into funnel_steps (
      begins_at, protocol, kind, origin_chain, destination_chain, place, step, role, stage, operations, reached, skipped,
      waiting, ended
    )
    select ${from}::timestamptz, p.protocol, p.kind, origin_chain, destination_chain,
      coalesce(k.place, ${UNKNOWN_PLACE} + min(required_place)), p.step, k.role, k.stage,
      count(*),
      count(*) filter (where p.step = any(reached)),
      count(*) filter (where p.step = any(skipped) and p.step <> all(reached)),
      count(*) filter (where p.step = stopped_at and status in ('pending', 'confirmed', 'expired', 'refunding')),
      count(*) filter (where p.step = stopped_at and status in ('refunded', 'failed', 'cancelled', 'reverted'))
    from passed p
    left join named n on n.protocol = p.protocol and n.kind = p.kind
    left join known k on k.protocol = p.protocol and k.kind = coalesce(n.kind, '') and k.step = p.step
    -- Legs of what carries an operation are steps of another route.
    where k.step is not null or required_place is not null
    group by p.protocol, p.kind, origin_chain, destination_chain, p.step, k.place, k.role, k.stage`);
}
