import { sql, type SQL } from 'drizzle-orm';
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
/** Groups into which lanes fall, each with all of its times: percentiles are taken of some groups in one statement. */
const PARTS = 64;

/** Operations that are not over. */
const isOpen = sql`status in ('pending', 'confirmed', 'expired', 'refunding')`;

/**
 * Counts the operations that began in a span anew, from their summaries alone, into temporary tables: `replaceCounted` makes
 * them the rows of the span. However many there are, no statement looks at many more than `piece` of them: first it is counted
 * how often each lane took how many seconds, one stretch of time after the other, and then the percentiles of some lanes at a
 * time are taken from that, exactly. What the last statements look at grows with lanes, their steps and the number of pieces
 * alone. In the transaction of `replaceCounted`.
 *
 * @param steps null leaves the funnel out
 * @throws what the signal says, between two pieces
 */
export async function countSpan(
  tx: Queryable,
  { grain, beginsAt, endsAt }: Span,
  {
    steps,
    piece,
    signal,
  }: { steps: readonly RouteStep[] | null; piece: number; signal: AbortSignal },
): Promise<void> {
  await tx.execute(sql`
    create temporary table span_times (
      part bigint, protocol text, origin_chain text, destination_chain text, size_bucket text, status text, seconds integer,
      operations bigint
    ) on commit drop`);
  await tx.execute(sql`create index on span_times (part)`);
  await tx.execute(sql`
    create temporary table span_lanes (like lane_times including defaults) on commit drop`);
  await tx.execute(sql`
    create temporary table span_steps (
      protocol text, kind text, origin_chain text, destination_chain text, step text, required_place integer,
      operations bigint, reached bigint, skipped bigint, waiting bigint, ended bigint
    ) on commit drop`);
  const through = endsAt.toISOString();
  let from = beginsAt.toISOString();
  let pieces = 0;
  while (from !== through) {
    signal.throwIfAborted();
    const to = await pieceEnd(tx, { from, through, piece });
    await countTimes(tx, { from, to });
    if (steps) await countSteps(tx, { from, to });
    from = to;
    pieces += 1;
  }
  const partsAtOnce = Math.max(1, Math.floor(PARTS / pieces));
  for (let part = 0; part < PARTS; part += partsAtOnce) {
    signal.throwIfAborted();
    await takePercentiles(tx, { grain, beginsAt, from: part, to: part + partsAtOnce });
  }
}

interface Stretch {
  from: string;
  to: string;
}

/** Where the next piece ends: behind those that began in one second with its last one, so that none is counted twice. */
async function pieceEnd(
  tx: Queryable,
  { from, through, piece }: { from: string; through: string; piece: number },
): Promise<string> {
  const { rows } = await tx.execute<{ started_at: string }>(sql`
    select started_at
    from operation_summaries
    where started_at >= ${from} and started_at < ${through}
    order by started_at
    offset ${piece - 1}
    limit 1`);
  const [last] = rows;
  if (!last) return through;
  const next = new Date(Math.floor(Date.parse(last.started_at) / 1_000 + 1) * 1_000).toISOString();
  return next < through ? next : through;
}

async function countTimes(tx: Queryable, { from, to }: Stretch): Promise<void> {
  await tx.execute(sql`
    insert into span_times
    select hashtextextended(concat_ws(' ', protocol, origin_chain, destination_chain), 0) & ${PARTS - 1}, *
    from (
      select protocol, origin_chain, destination_chain, size_bucket, status, seconds, count(*)
      from operation_summaries
      where started_at >= ${from} and started_at < ${to}
      group by protocol, origin_chain, destination_chain, size_bucket, status, seconds
    ) as counted`);
}

async function countSteps(tx: Queryable, { from, to }: Stretch): Promise<void> {
  await tx.execute(sql`
    insert into span_steps
    select protocol, kind, origin_chain, destination_chain, step, min(array_position(required, step)),
      count(*),
      count(*) filter (where step = any(reached)),
      count(*) filter (where step = any(skipped) and step <> all(reached)),
      count(*) filter (where step = stopped_at and ${isOpen}),
      count(*) filter (where step = stopped_at and not ${isOpen})
    from operation_summaries
    cross join lateral (
      select unnest(required)
      union
      select unnest(reached)
    ) as had (step)
    where started_at >= ${from} and started_at < ${to}
    -- Legs of what carries an operation are steps of another route: those that are not required are told apart from it.
    group by protocol, kind, origin_chain, destination_chain, step, step = any(required)`);
}

/** Lanes of some parts, by size and in all. */
async function takePercentiles(
  tx: Queryable,
  { grain, beginsAt, from, to }: Pick<Span, 'grain' | 'beginsAt'> & { from: number; to: number },
): Promise<void> {
  await tx.execute(sql`
    with sized as (
      select protocol, origin_chain, destination_chain, status, seconds, sum(operations) as operations,
        case grouping(size_bucket) when 1 then 'all' else size_bucket end as size_bucket
      from span_times
      where part >= ${from} and part < ${to}
      group by grouping sets (
        (protocol, origin_chain, destination_chain, status, seconds, size_bucket),
        (protocol, origin_chain, destination_chain, status, seconds)
      )
    ), ranked as (
      select *,
        sum(operations) over (lane order by seconds) as upto,
        (sum(operations) filter (where seconds is not null) over lane - 1)::float8 as last
      from sized
      window lane as (partition by protocol, origin_chain, destination_chain, size_bucket)
    )
    insert into span_lanes (
      grain, begins_at, protocol, origin_chain, destination_chain, size_bucket, operations, open, completed, refunded,
      ended_otherwise, p50, p90, p99
    )
    select ${grain}, ${beginsAt.toISOString()}::timestamptz, protocol, origin_chain, destination_chain, size_bucket,
      sum(operations),
      coalesce(sum(operations) filter (where ${isOpen}), 0),
      coalesce(sum(operations) filter (where status = 'complete'), 0),
      coalesce(sum(operations) filter (where status = 'refunded'), 0),
      coalesce(sum(operations) filter (where status in ('failed', 'cancelled', 'reverted')), 0),
      ${percentile(0.5)}, ${percentile(0.9)}, ${percentile(0.99)}
    from ranked
    group by protocol, origin_chain, destination_chain, size_bucket`);
}

/** As `percentile_cont`, of values with how many there are up to each: between two it lies as far as its share says. */
function percentile(share: number): SQL {
  const place = sql`${share}::float8 * last`;
  const at = (index: SQL) => sql`min(seconds) filter (where upto > ${index})`;
  const low = at(sql`floor(${place})`);
  return sql`${low} + (${at(sql`ceil(${place})`)} - ${low}) * max(${place} - floor(${place}))`;
}

/** Puts what was counted in the place of the span's rows. To be called while the span is held. */
export async function replaceCounted(
  tx: Queryable,
  { grain, beginsAt }: Pick<Span, 'grain' | 'beginsAt'>,
  { steps }: { steps: readonly RouteStep[] | null },
): Promise<void> {
  const from = beginsAt.toISOString();
  await tx.execute(sql`delete from lane_times where grain = ${grain} and begins_at = ${from}`);
  await tx.execute(sql`insert into lane_times table span_lanes`);
  if (!steps) return;
  await tx.execute(sql`delete from funnel_steps where begins_at = ${from}`);
  await tx.execute(sql`
    with known as (
      select *
      from json_to_recordset(${JSON.stringify(steps)}::json)
        as known (protocol text, kind text, step text, place integer, role text, stage text)
    ), named as (
      select distinct protocol, kind from known where kind <> ''
    )
    insert into funnel_steps (
      begins_at, protocol, kind, origin_chain, destination_chain, place, step, role, stage, operations, reached, skipped,
      waiting, ended
    )
    select ${from}::timestamptz, s.protocol, s.kind, origin_chain, destination_chain,
      coalesce(k.place, ${UNKNOWN_PLACE} + min(required_place)), s.step, k.role, k.stage,
      sum(operations), sum(reached), sum(skipped), sum(waiting), sum(ended)
    from span_steps s
    left join named n on n.protocol = s.protocol and n.kind = s.kind
    left join known k on k.protocol = s.protocol and k.kind = coalesce(n.kind, '') and k.step = s.step
    where k.step is not null or required_place is not null
    group by s.protocol, s.kind, origin_chain, destination_chain, s.step, k.place, k.role, k.stage`);
}
