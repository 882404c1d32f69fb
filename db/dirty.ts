import { sql } from 'drizzle-orm';
import { bigints, texts } from './arrays.ts';
import { lockOf } from './key-locks.ts';
import type { Queryable } from './pool.ts';
import type { Cause } from './types.ts';

/** The channel that rings when dirty links are committed. */
export const DIRTY_CHANNEL = 'midflight_dirty';

/** Rings the bell when, and only if, the surrounding transaction commits. */
export async function bell(tx: Queryable): Promise<void> {
  await tx.execute(sql`select pg_notify(${DIRTY_CHANNEL}, '')`);
}

/** A mark: a key whose operation must be folded again. */
export interface DirtyMark {
  seq: string;
  key: string;
  cause: Cause;
  /** Folds that failed on it before. */
  failures: number;
  /** Its key is in quarantine: what it leads to failed often enough already. */
  isQuarantined: boolean;
}

/** How many marks a claim looks at, because the first ones may be in others' hands: room for some twenty workers. */
const LOOKED_AT_MAX = 5_000;

/**
 * Claims the oldest marks for this session, those that failed before at the end or not at all: it locks their keys, and passes by what
 * another session has locked. The marks stay until `clearDirty` removes exactly these in the transaction that acted on
 * them. Call it outside of a transaction, whose snapshot would be older than the locks.
 */
export async function claimDirty(
  session: Queryable,
  limit: number,
  { withFailed = true } = {},
): Promise<DirtyMark[]> {
  // The list is materialized so that a lock is tried row by row, in this order, and none beyond the last one that is given.
  const { rows } = await session.execute<{
    seq: string;
    key: string;
    cause: Cause;
    failures: number;
    is_quarantined: boolean;
  }>(sql`
    with oldest as materialized (
      (select seq, key, cause, failures from dirty where failures = 0 order by seq limit ${LOOKED_AT_MAX})
      union all
      (
        select seq, key, cause, failures
        from dirty
        where failures > 0
        order by failures, seq
        limit ${withFailed ? LOOKED_AT_MAX : 0}
      )
    ), claimed as materialized (
      select * from oldest where pg_try_advisory_lock(${lockOf(sql`key`)}) limit ${limit}
    )
    select claimed.*,
      exists (select from quarantine where quarantine.key = claimed.key) as is_quarantined
    from claimed`);
  return rows.map(({ is_quarantined, ...mark }) => ({ ...mark, isQuarantined: is_quarantined }));
}

/** The causes that may take back what was said, of all marks of these keys, whether they are claimed or not. */
export async function takingBackAmong(
  tx: Queryable,
  keys: readonly string[],
): Promise<{ key: string; cause: Cause }[]> {
  const { rows } = await tx.execute<{ key: string; cause: Cause }>(sql`
    select key, cause
    from dirty
    where cause ->> 'type' in ('reorg', 'coverage') and key = any(${texts(keys)})`);
  return rows;
}

/** Whether there is any mark, in whosever hands. */
export async function isAnyDirty(db: Queryable, { withFailed = true } = {}): Promise<boolean> {
  const { rows } = await db.execute<{ is_any: boolean }>(sql`
    select exists (select from dirty where failures = 0 or ${withFailed}) as is_any`);
  return rows[0]?.is_any ?? false;
}

/** Marks a key by hand, for those that no event, head or reorg marks. */
export async function markDirty(
  tx: Queryable,
  marks: readonly { key: string; cause: Cause; failures?: number }[],
): Promise<void> {
  for (const { key, cause, failures = 0 } of marks) {
    await tx.execute(sql`
      insert into dirty (key, cause, failures)
      values (${key}, ${JSON.stringify(cause)}::jsonb, ${failures})`);
  }
}

/** Puts marks whose fold failed behind all others: they are tried again, and hold nobody up. */
export async function deferDirty(tx: Queryable, marks: readonly DirtyMark[]): Promise<void> {
  if (marks.length === 0) return;
  await tx.execute(sql`
    update dirty
    set failures = failures + 1
    where seq = any(${bigints(marks.map(({ seq }) => seq))})`);
}

export async function clearDirty(tx: Queryable, marks: readonly DirtyMark[]): Promise<void> {
  if (marks.length === 0) return;
  await tx.execute(sql`
    delete from dirty
    where seq = any(${bigints(marks.map(({ seq }) => seq))})`);
}
