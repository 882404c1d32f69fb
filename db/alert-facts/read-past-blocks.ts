import { sql } from 'drizzle-orm';
import type { PastBlocks } from '../../core/alerts/stall-stretches.ts';
import type { ChainId } from '../../core/chain.ts';
import type { Queryable } from '../pool.ts';

/**
 * The blocks of each chain up to a time whose headers are stored: those that are not final, and some hundreds below. What is older is
 * forgotten.
 */
export async function readPastBlocks(db: Queryable, to: Date): Promise<PastBlocks[]> {
  const { rows } = await db.execute<{
    chain: ChainId;
    name: string;
    seen_at: number | null;
    blocks: [number: string, time: number][];
  }>(sql`
    select chains.id as chain, name, extract(epoch from seen_at)::float8 as seen_at,
      json_agg(json_build_array(number::text, extract(epoch from time)::float8) order by number) as blocks
    from chains
    join blocks on blocks.chain = chains.id and canonical and time < ${to.toISOString()}::timestamptz
    group by chains.id
    order by chains.id`);
  return rows.map(({ chain, name, seen_at, blocks }) => ({
    chain,
    name,
    seenAt: seen_at,
    blocks: blocks.map(([number, time]) => ({ number: BigInt(number), time })),
  }));
}
