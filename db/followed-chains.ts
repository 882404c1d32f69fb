import { sql } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import { texts } from './arrays.ts';
import type { Queryable } from './pool.ts';

/** An indexer that follows other chains has gone on for so long without one: longer than a restart. */
const LEFT_AFTER = '2 minutes';

/** Writes down that an indexer has these chains in its configuration. */
export async function sayFollowed(db: Queryable, chains: readonly ChainId[]): Promise<void> {
  await db.execute(sql`
    insert into followed_chains (chain, at)
    select chain, now() from unnest(${texts([...chains])}) as chain order by chain
    on conflict (chain) do update set at = excluded.at, settled_at = null`);
}

/** When an indexer said last that it runs; to be asked in a query. Null where none has. */
export const indexerAt = sql`(select max(at) from followed_chains)`;

/**
 * Since when nobody follows a chain, although an indexer runs, or ran longer; null for one that is followed, and where nothing
 * is known. A part of a query that reads `chains`. While no indexer runs, nothing changes.
 */
export const leftSince = sql`(
  select last.at
  from (
    select greatest(chains.seen_at, (select at from followed_chains where chain = chains.id)) as at
  ) as last
  where last.at < ${indexerAt} - ${LEFT_AFTER}::interval
)`;

/**
 * Writes down that a chain is meant to be left, in the caller's transaction.
 *
 * @returns false for one that is followed
 */
export async function settleLeft(tx: Queryable, chain: ChainId): Promise<boolean> {
  const { rowCount } = await tx.execute(sql`
    insert into followed_chains (chain, at, settled_at)
    select id, ${leftSince}, now() from chains where id = ${chain} and ${leftSince} is not null
    on conflict (chain) do update set settled_at = excluded.settled_at`);
  return rowCount === 1;
}
