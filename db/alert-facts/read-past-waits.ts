import { sql, type SQL } from 'drizzle-orm';
import type { ChainId } from '../../core/chain.ts';
import type { StepFigures } from '../../core/health.ts';
import { ALL_PACES } from '../../core/pace-of.ts';
import type { Queryable } from '../pool.ts';

/** A wait for a step, with what is known of its lane now. */
export interface PastWait {
  operation: string;
  step: string;
  protocol: string;
  kind: string;
  origin: ChainId | null;
  destination: ChainId | null;
  pace: string | null;
  from: Date;
  /** Null while it is awaited. */
  until: Date | null;
  figures: StepFigures;
}

const PAGE_MAX = 10_000;

/**
 * The waits of some length that went on within a time, page by page. It looks through all stage times: it is for a person who
 * tunes a rule, and for no job.
 */
export async function* readPastWaits(
  db: Queryable,
  { from, to, secondsMin }: { from: Date; to: Date; secondsMin: number },
): AsyncGenerator<PastWait[]> {
  const [begin, end] = [
    sql`${from.toISOString()}::timestamptz`,
    sql`${to.toISOString()}::timestamptz`,
  ];
  let last = { operation: '', step: '' };
  for (;;) {
    const { rows } = await db.execute<{
      operation_id: string;
      step: string;
      protocol: string;
      kind: string;
      origin: ChainId | null;
      destination: ChainId | null;
      from_time: string;
      until_time: string | null;
      pace: string | null;
      of_pace: StepFigures['ofPace'];
      of_all: StepFigures['ofAll'];
    }>(sql`
      select operation_id, times.step, times.protocol, kind, times.origin_chain as origin,
        times.destination_chain as destination, times.pace, from_time, until_time,
        ${figuresFrom(sql`own`)} as of_pace, ${figuresFrom(sql`lane`)} as of_all
      from stage_times as times
      left join stage_baselines as lane on ${isLaneOf(sql`lane`)} and lane.pace = ${ALL_PACES}
      left join stage_baselines as own on ${isLaneOf(sql`own`)} and own.pace = times.pace
      where (operation_id, times.step) > (${last.operation}, ${last.step})
        and from_time < ${end} and coalesce(until_time, ${end}) > ${begin}
        and coalesce(until_time, ${end}) - from_time >= ${secondsMin} * interval '1 second'
      order by operation_id, times.step
      limit ${PAGE_MAX}`);
    yield rows.map(({ operation_id, from_time, until_time, of_pace, of_all, ...row }) => ({
      ...row,
      operation: operation_id,
      figures: { ofPace: of_pace, ofAll: of_all },
      from: new Date(from_time),
      until: until_time === null ? null : new Date(until_time),
    }));
    const bottom = rows.at(-1);
    if (!bottom || rows.length < PAGE_MAX) return;
    last = { operation: bottom.operation_id, step: bottom.step };
  }
}

const isLaneOf = (table: SQL) => sql`${table}.protocol = times.protocol
  and ${table}.origin_chain = times.origin_chain and ${table}.destination_chain = times.destination_chain
  and ${table}.step = times.step`;

const figuresFrom = (
  table: SQL,
) => sql`case when ${table}.refreshed_at is not null then json_build_object(
  'p50', ${table}.p50, 'p90', ${table}.p90, 'p99', ${table}.p99, 'sample', ${table}.sample
) end`;
