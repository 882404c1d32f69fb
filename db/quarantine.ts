import { sql } from 'drizzle-orm';
import { texts } from './arrays.ts';
import { bell, clearDirty, type DirtyMark } from './dirty.ts';
import type { Database, Queryable } from './pool.ts';
import type { Cause, QuarantineCode } from './types.ts';
import { judgeSoon } from './write-health.ts';

/** What could not be folded or written, and stands still until it is tried again. */
export interface Quarantined {
  key: string;
  protocol: string | null;
  code: QuarantineCode;
  reason: string;
  operations: string[];
  /** Tries that failed, the later ones included. */
  failures: number;
  cause: Cause;
  since: Date;
}

/** Why marks go to quarantine. */
export type Verdict = Pick<Quarantined, 'protocol' | 'code' | 'reason' | 'operations'>;

/**
 * Puts the keys of marks into quarantine and removes the marks, in the caller's transaction. A key that is in it already
 * stays there, and counts one more failure.
 *
 * @returns the keys that are new in it
 */
export async function quarantineMarks(
  tx: Queryable,
  marks: readonly DirtyMark[],
  { protocol, code, reason, operations }: Verdict,
): Promise<string[]> {
  const fresh: string[] = [];
  for (const key of new Set(marks.map((mark) => mark.key))) {
    const own = marks.filter((mark) => mark.key === key);
    const cause = own.find((mark) => mark.cause.type === 'reorg')?.cause ?? own[0]?.cause;
    const failures = Math.max(...own.map((mark) => mark.failures)) + 1;
    const { rows } = await tx.execute<{ is_new: boolean }>(sql`
      insert into quarantine (key, protocol, code, reason, operations, failures, cause)
      values (${key}, ${protocol}, ${code}, ${reason}, ${texts(operations)}, ${failures}, ${JSON.stringify(cause)}::jsonb)
      on conflict (key) do update
      set protocol = coalesce(excluded.protocol, quarantine.protocol), code = excluded.code,
        reason = excluded.reason, operations = excluded.operations,
        failures = quarantine.failures + 1,
        cause = case when excluded.cause ->> 'type' = 'reorg' then excluded.cause else quarantine.cause end
      returning xmax = 0 as is_new`);
    if (rows[0]?.is_new) fresh.push(key);
  }
  await clearDirty(tx, marks);
  await judgeSoon(tx, operations);
  return fresh;
}

/** Those of these keys that are in quarantine, with the cause that each one went there with. */
export async function quarantinedAmong(
  tx: Queryable,
  keys: readonly string[],
): Promise<{ key: string; cause: Cause }[]> {
  const { rows } = await tx.execute<{ key: string; cause: Cause }>(sql`
    select key, cause from quarantine where key = any(${texts(keys)})`);
  return rows;
}

/** Takes keys out of quarantine, in the transaction that folded what they lead to. */
export async function endQuarantine(tx: Queryable, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await tx.execute(sql`delete from quarantine where key = any(${texts(keys)})`);
}

/**
 * Has everything in quarantine tried again, or one key, after all that never failed. It stays there until it is folded.
 *
 * @returns how many keys were marked
 */
export async function retryQuarantined(db: Database, key: string | null = null): Promise<number> {
  const cause: Cause = { type: 'operator' };
  return db.transaction(async (tx) => {
    const { rowCount } = await tx.execute(sql`
      insert into dirty (key, cause, failures)
      select key, ${JSON.stringify(cause)}::jsonb, 1
      from quarantine
      where ${key}::text is null or key = ${key}
      order by since, key`);
    if (rowCount) await bell(tx);
    return rowCount ?? 0;
  });
}

/** Where a page ended: the next one begins after it. */
export interface QuarantineEnd {
  /** `since` in microseconds, as text. */
  sinceMicros: string;
  key: string;
}

/** What is in quarantine, the oldest first, page by page. */
export async function listQuarantined(
  db: Queryable,
  { limit, after }: { limit: number; after: QuarantineEnd | null },
): Promise<{ rows: Quarantined[]; end: QuarantineEnd | null }> {
  const { rows } = await db.execute<
    Omit<Quarantined, 'since'> & { since: string; since_micros: string }
  >(sql`
    select key, protocol, code, reason, operations, failures, cause, since,
      (extract(epoch from since) * 1000000)::bigint as since_micros
    from quarantine
    where ${after === null}::boolean
      or (since, key) > (to_timestamp(0) + ${after?.sinceMicros ?? '0'}::bigint * interval '1 microsecond', ${after?.key ?? ''})
    order by since, key
    limit ${limit + 1}`);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    rows: page.map(({ since, since_micros: _, ...row }) => ({ ...row, since: new Date(since) })),
    end: last && rows.length > limit ? { sinceMicros: last.since_micros, key: last.key } : null,
  };
}

export async function countQuarantined(db: Queryable): Promise<number> {
  const { rows } = await db.execute<{ count: number }>(sql`
    select count(*)::int as count from quarantine`);
  return rows[0]?.count ?? 0;
}
