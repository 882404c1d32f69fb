import { sql } from 'drizzle-orm';
import type { ChainId } from '../../core/chain.ts';
import type { LaneFigures } from '../../core/health.ts';
import type { Queryable } from '../pool.ts';

/** A wait for a step, with what is known of its lane now. */
export interface PastWait {
  operation: string;
  step: string;
  protocol: string;
  kind: string;
  origin: ChainId | null;
  destination: ChainId | null;
  from: Date;
  /** Null while it is awaited. */
  until: Date | null;
  figures: LaneFigures | null;
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
      figures: LaneFigures | null;
    }>(sql`
      select operation_id, times.step, times.protocol, kind, times.origin_chain as origin,
        times.destination_chain as destination, from_time, until_time,
        case when refreshed_at is not null then json_build_object('p50', p50, 'p90', p90, 'p99', p99, 'sample', sample) end as figures
      from stage_times as times
      left join stage_baselines as lane on lane.protocol = times.protocol
        and lane.origin_chain = times.origin_chain and lane.destination_chain = times.destination_chain
        and lane.step = times.step
      where (operation_id, times.step) > (${last.operation}, ${last.step})
        and from_time < ${end} and coalesce(until_time, ${end}) > ${begin}
        and coalesce(until_time, ${end}) - from_time >= ${secondsMin} * interval '1 second'
      order by operation_id, times.step
      limit ${PAGE_MAX}`);
    yield rows.map(({ operation_id, from_time, until_time, ...row }) => ({
      ...row,
      operation: operation_id,
      from: new Date(from_time),
      until: until_time === null ? null : new Date(until_time),
    }));
    const bottom = rows.at(-1);
    if (!bottom || rows.length < PAGE_MAX) return;
    last = { operation: bottom.operation_id, step: bottom.step };
  }
}
