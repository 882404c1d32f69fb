import { sql } from 'drizzle-orm';
import type { Queryable } from './pool.ts';

/** A transition is observed when its transaction begins, and numbered near its end: the two orders differ by no more. */
const BLUR_MS = 60_000;

/** A `seq` up to which all was observed before a time, and above which no more than a minute's was. */
export async function seqBefore(db: Queryable, time: Date): Promise<bigint> {
  return place(db, new Date(time.getTime() - BLUR_MS));
}

/** A `seq` up to which is all that was observed before a time, with no more than a minute's beyond. */
export async function seqThrough(db: Queryable, time: Date): Promise<bigint> {
  return place(db, new Date(time.getTime() + BLUR_MS));
}

/**
 * About the last `seq` that was observed before a time. The log has no index by time, and needs none: its numbers grow with it,
 * so that halving finds the place.
 */
async function place(db: Queryable, time: Date): Promise<bigint> {
  const { rows } = await db.execute<{ low: string; high: string }>(sql`
    select coalesce(min(seq) - 1, 0)::text as low, coalesce(max(seq), 0)::text as high
    from transitions`);
  let low = BigInt(rows[0]?.low ?? 0);
  let high = BigInt(rows[0]?.high ?? 0);
  while (low < high) {
    const middle = low + (high - low + 1n) / 2n;
    // Numbers may be left out: the nearest one below stands for the middle.
    const { rows: found } = await db.execute<{ is_before: boolean }>(sql`
      select observed_at < ${time.toISOString()}::timestamptz as is_before
      from transitions
      where seq <= ${middle.toString()}::bigint
      order by seq desc
      limit 1`);
    if (found[0]?.is_before) low = middle;
    else high = middle - 1n;
  }
  return low;
}
