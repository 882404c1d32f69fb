import { sql } from 'drizzle-orm';
import type { Cause } from './types.ts';
import type { Queryable } from './pool.ts';

/** The channel that rings when dirty links are committed. */
export const DIRTY_CHANNEL = 'midflight_dirty';

/** The lock that whoever folds holds, and whoever changes what folds know beside the dirty marks. */
export const CORRELATE_LOCK = 'midflight correlate';

/** Rings the bell when, and only if, the surrounding transaction commits. */
export async function bell(tx: Queryable): Promise<void> {
  await tx.execute(sql`select pg_notify(${DIRTY_CHANNEL}, '')`);
}

/** A claimed mark: a key whose operation must be folded again. */
export interface DirtyMark {
  seq: string;
  key: string;
  cause: Cause;
  /** Folds that failed on it before. */
  failures: number;
}

/** Reads the oldest marks, those that failed before at the end. They stay until `clearDirty` removes exactly these in the transaction that acted on them. */
export async function readDirty(tx: Queryable, limit: number): Promise<DirtyMark[]> {
  const { rows } = await tx.execute<{
    seq: string;
    key: string;
    cause: Cause;
    failures: number;
  }>(sql`
    select seq, key, cause, failures
    from (
      (select * from dirty where failures = 0 order by seq limit ${limit})
      union all
      (select * from dirty where failures > 0 order by failures, seq limit ${limit})
    ) as oldest
    order by failures, seq
    limit ${limit}`);
  return rows;
}

/** Puts marks whose fold failed behind all others: they are tried again, and hold nobody up. */
export async function deferDirty(tx: Queryable, marks: readonly DirtyMark[]): Promise<void> {
  if (marks.length === 0) return;
  await tx.execute(sql`
    update dirty
    set failures = failures + 1
    where seq = any(${sql.param(marks.map(({ seq }) => seq))}::bigint[])`);
}

export async function clearDirty(tx: Queryable, marks: readonly DirtyMark[]): Promise<void> {
  await tx.execute(sql`
    delete from dirty
    where seq = any(${sql.param(marks.map(({ seq }) => seq))}::bigint[])`);
}
