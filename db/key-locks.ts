import { sql, type SQL } from 'drizzle-orm';
import { texts } from './arrays.ts';
import type { Queryable } from './pool.ts';

/**
 * The advisory lock of a link key, as its two arguments: the halves of a hash of 64 bits. Postgres keeps locks of two
 * arguments apart from those of one, which chains and the schema have, so that no key can meet one of them. Two keys with
 * one hash would only wait for one another.
 */
export const lockOf = (key: SQL): SQL => {
  const hash = sql`hashtextextended(${key}, 0)`;
  return sql`(${hash} >> 32)::integer, ((${hash} << 32) >> 32)::integer`;
};

/**
 * Locks those keys that no other session holds, and waits for none. They stay locked until the session unlocks them, and
 * each as often as it was locked.
 *
 * @returns the keys that were locked
 */
export async function tryLockKeys(
  session: Queryable,
  keys: readonly string[],
): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const { rows } = await session.execute<{ key: string }>(sql`
    select key from unnest(${texts(keys)}) as key where pg_try_advisory_lock(${lockOf(sql`key`)})`);
  return new Set(rows.map(({ key }) => key));
}

/** Unlocks keys once for each time that they are in the list. */
export async function unlockKeys(session: Queryable, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await session.execute(sql`
    select pg_advisory_unlock(${lockOf(sql`key`)}) from unnest(${texts(keys)}) as key`);
}
