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
 * is written anew all the same: whoever counts it now may count without what this transaction has written.
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

/** A span that is to be counted, with what tells whether it is marked again meanwhile. */
export interface ClaimedSpan extends Span {
  mark: string;
}

/**
 * Takes a span that is due, for so long: who fails at it, or ends, leaves it to be tried again after that, and the others have
 * their turn before. Its mark stays meanwhile, so that nobody who makes one has to wait.
 *
 * @returns null if none is due
 */
export async function claimSpan(
  db: Queryable,
  { ms }: { ms: number },
): Promise<ClaimedSpan | null> {
  // Not `in (select … limit 1)`: a plan may run that for each row, and take a span each time.
  const { rows } = await db.execute<{ grain: Grain; begins_at: string; mark: string }>(sql`
    with due as materialized (
      select grain, begins_at
      from stale_spans
      where due_at <= now()
      order by due_at
      limit 1
      for update skip locked
    )
    update stale_spans
    set due_at = now() + ${ms}::float8 * interval '1 millisecond'
    from due
    where stale_spans.grain = due.grain and stale_spans.begins_at = due.begins_at
    returning stale_spans.grain, stale_spans.begins_at, ${versionOfRow}`);
  const [row] = rows;
  if (!row) return null;
  const { grain, mark } = row;
  const beginsAt = new Date(row.begins_at);
  return { grain, beginsAt, endsAt: new Date(beginsAt.getTime() + lengths[grain]), mark };
}

/** The transaction that wrote a row last: each mark writes it anew. */
const versionOfRow = sql`stale_spans.xmin::text as mark`;

/**
 * Takes the mark of a span off that has been counted since it was claimed, and holds the span until the transaction ends. One
 * that was marked meanwhile stays, to be counted again after so long.
 *
 * @returns false if it was counted by somebody else meanwhile, who came later and knows more
 */
export async function settleSpan(
  tx: Queryable,
  { grain, beginsAt, mark }: ClaimedSpan,
  { ms }: { ms: number },
): Promise<boolean> {
  const where = sql`grain = ${grain} and begins_at = ${beginsAt.toISOString()}`;
  const { rows } = await tx.execute<{ mark: string }>(sql`
    select ${versionOfRow} from stale_spans where ${where} for update`);
  const [now] = rows;
  if (!now) return false;
  if (now.mark === mark) await tx.execute(sql`delete from stale_spans where ${where}`);
  else {
    await tx.execute(sql`
      update stale_spans
      set due_at = clock_timestamp() + ${ms}::float8 * interval '1 millisecond'
      where ${where}`);
  }
  return true;
}

/** Leaves a span that was claimed to others, at once. */
export async function giveBackSpan(db: Queryable, { grain, beginsAt }: Span): Promise<void> {
  await db.execute(sql`
    update stale_spans
    set due_at = now()
    where grain = ${grain} and begins_at = ${beginsAt.toISOString()}`);
}
