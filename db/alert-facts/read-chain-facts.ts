import { sql } from 'drizzle-orm';
import type { ChainFacts } from '../../core/alerts/rules/chain-facts.ts';
import type { ChainId, EndpointState } from '../../core/chain.ts';
import { indexerAt, leftSince } from '../followed-chains.ts';
import type { Queryable } from '../pool.ts';

/** What each chain that was ever read shows, but for how far it is read; and when an indexer said last that it runs. */
export async function readChainFacts(
  db: Queryable,
): Promise<{ chains: Omit<ChainFacts, 'readTime'>[]; indexerAt: number | null }> {
  const { rows } = await db.execute<{
    chain: ChainId;
    name: string;
    head_time: number | null;
    seen_at: number | null;
    moved_at: number | null;
    left_since: number | null;
    is_settled: boolean;
    endpoints: EndpointState[];
    indexer_at: number | null;
  }>(sql`
    select id as chain, name, extract(epoch from head_time)::float8 as head_time,
      extract(epoch from seen_at)::float8 as seen_at, extract(epoch from moved_at)::float8 as moved_at,
      extract(epoch from ${leftSince})::float8 as left_since,
      exists (
        select from followed_chains where chain = chains.id and settled_at is not null
      ) as is_settled,
      endpoints, extract(epoch from ${indexerAt})::float8 as indexer_at
    from chains
    order by id`);
  return {
    chains: rows.map((row) => ({
      chain: row.chain,
      name: row.name,
      headTime: row.head_time,
      seenAt: row.seen_at,
      movedAt: row.moved_at,
      left: row.left_since === null ? null : { since: row.left_since, isSettled: row.is_settled },
      endpoints: row.endpoints,
    })),
    indexerAt: rows[0]?.indexer_at ?? null,
  };
}
