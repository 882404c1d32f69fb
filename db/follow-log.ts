import { eq, sql } from 'drizzle-orm';
import { texts } from './arrays.ts';
import type { Queryable } from './pool.ts';
import { followers } from './schema.ts';

/**
 * The operations that have changed since this was last called for the follower: their ids, and those that they have replaced.
 * To be called in the transaction that acts on them; whoever else follows under this name is turned away meanwhile.
 *
 * @returns also whether there may be more; null if somebody else is at it
 */
export async function followLog(
  tx: Queryable,
  { name, limit }: { name: string; limit: number },
): Promise<{ ids: string[]; hasMore: boolean } | null> {
  await tx.insert(followers).values({ name }).onConflictDoNothing();
  const [own] = await tx
    .select({ seq: followers.seq })
    .from(followers)
    .where(eq(followers.name, name))
    .for('update', { skipLocked: true });
  if (!own) return null;
  const { rows: page } = await tx.execute<{ seq: string; operation_id: string }>(sql`
    select seq, operation_id
    from transitions
    where seq > ${own.seq}
    order by seq
    limit ${limit}`);
  const last = page.at(-1);
  if (!last) return { ids: [], hasMore: false };
  await tx
    .update(followers)
    .set({ seq: BigInt(last.seq) })
    .where(eq(followers.name, name));
  const ids = [...new Set(page.map(({ operation_id }) => operation_id))];
  // One that is replaced by another has no transition of its own.
  const { rows: replaced } = await tx.execute<{ alias: string }>(sql`
    select alias from aliases where operation_id = any(${texts(ids)})`);
  return {
    ids: [...new Set([...ids, ...replaced.map(({ alias }) => alias)])],
    hasMore: page.length === limit,
  };
}

/** How far a follower has come; 0 before it began. */
export async function followedThrough(db: Queryable, name: string): Promise<bigint> {
  const [own] = await db
    .select({ seq: followers.seq })
    .from(followers)
    .where(eq(followers.name, name));
  return own?.seq ?? 0n;
}
