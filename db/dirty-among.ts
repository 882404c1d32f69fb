import { sql } from 'drizzle-orm';
import { texts } from './arrays.ts';
import type { Queryable } from './pool.ts';

/** Those of these keys that are marked: what they lead to waits for its fold. */
export async function dirtyAmong(db: Queryable, keys: readonly string[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const { rows } = await db.execute<{ key: string }>(sql`
    select distinct key from dirty where key = any(${texts(keys)})`);
  return new Set(rows.map(({ key }) => key));
}
