import { sql } from 'drizzle-orm';
import type { Queryable } from './pool.ts';

/** How far those are who follow the log and look at what is due. */
export interface FollowersLag {
  /** Transitions that health has not followed yet. */
  healthBehind: number;
  /** How long the operation has been due that is to be judged first; 0 if none is. */
  healthDueSeconds: number;
  /** Since when the aggregates of data teams have not been wholly up to date, in seconds; null before they were first. */
  analyticsSeconds: number | null;
  /** Hours and days that are to be counted anew. */
  staleSpans: number;
}

export async function readFollowersLag(db: Queryable): Promise<FollowersLag> {
  const { rows } = await db.execute<{
    behind: number;
    due_seconds: number;
    analytics_seconds: number | null;
    stale_spans: number;
  }>(sql`
    select
      (
        coalesce((select max(seq) from transitions), 0)
        - coalesce((select seq from followers where name = 'health'), 0)
      )::float8 as behind,
      coalesce(
        greatest(0, extract(epoch from now() - (
          select check_at from operation_health where check_at is not null order by check_at limit 1
        ))),
        0
      )::float8 as due_seconds,
      (
        select extract(epoch from now() - caught_up_at)::float8 from summary_rounds where name = 'summaries'
      ) as analytics_seconds,
      (select count(*)::int from stale_spans) as stale_spans`);
  const [row] = rows;
  return {
    healthBehind: row?.behind ?? 0,
    healthDueSeconds: row?.due_seconds ?? 0,
    analyticsSeconds: row?.analytics_seconds ?? null,
    staleSpans: row?.stale_spans ?? 0,
  };
}
