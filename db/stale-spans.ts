import { sql } from 'drizzle-orm';
import { texts } from './arrays.ts';
import type { Queryable } from './pool.ts';
import { grains, type Grain } from './types.ts';

/** How long a span waits before it is counted anew, in milliseconds: more changes of it come meanwhile. */
export type SpanPace = Readonly<Record<Grain, number>>;

const HOUR_MS = 3_600_000;
const lengths: Readonly<Record<Grain, number>> = { hour: HOUR_MS, day: 24 * HOUR_MS };

/** A stretch of time that is counted over. */
export interface Span {
  grain: Grain;
  beginsAt: Date;
  endsAt: Date;
}

/**
 * Marks the hours and days (UTC) in which operations began, to be counted anew. One that is marked already keeps its time, and
 * is locked all the same: whoever took it before this transaction ends would count without what it has written.
 */
export async function markStale(
  tx: Queryable,
  starts: readonly Date[],
  pace: SpanPace,
): Promise<void> {
  for (const grain of grains) {
    const length = lengths[grain];
    const begins = new Set(starts.map((start) => Math.floor(start.getTime() / length) * length));
    if (begins.size === 0) continue;
    // In order: two that mark the same must not wait for one another.
    const ordered = [...begins].toSorted((a, b) => a - b).map((ms) => new Date(ms).toISOString());
    await tx.execute(sql`
      insert into stale_spans (grain, begins_at, due_at)
      select ${grain}, begins_at::timestamptz, now() + ${pace[grain]}::float8 * interval '1 millisecond'
      from unnest(${texts(ordered)}) as begins_at
      on conflict (grain, begins_at) do update set due_at = stale_spans.due_at`);
  }
}

/**
 * Takes a span that is due, until the transaction ends; a mark that is made meanwhile waits for that.
 *
 * @returns null if none is due that nobody else has
 */
export async function claimSpan(tx: Queryable): Promise<Span | null> {
  // Not `in (select … limit 1)`: a plan may run that for each row, and take a span each time.
  const { rows } = await tx.execute<{ grain: Grain; begins_at: string }>(sql`
    with due as materialized (
      select grain, begins_at
      from stale_spans
      where due_at <= now()
      order by due_at
      limit 1
      for update skip locked
    )
    delete from stale_spans
    using due
    where stale_spans.grain = due.grain and stale_spans.begins_at = due.begins_at
    returning stale_spans.grain, stale_spans.begins_at`);
  const [row] = rows;
  if (!row) return null;
  const beginsAt = new Date(row.begins_at);
  return { grain: row.grain, beginsAt, endsAt: new Date(beginsAt.getTime() + lengths[row.grain]) };
}

/** Puts off a span that could not be counted, so that the others have their turn. */
export async function putOff(
  db: Queryable,
  { grain, beginsAt }: Span,
  { ms }: { ms: number },
): Promise<void> {
  await db.execute(sql`
    update stale_spans
    set due_at = now() + ${ms}::float8 * interval '1 millisecond'
    where grain = ${grain} and begins_at = ${beginsAt.toISOString()}`);
}
