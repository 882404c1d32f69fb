import { sql } from 'drizzle-orm';
import type { ChainId } from '../../core/chain.ts';
import { texts } from '../arrays.ts';
import type { Queryable } from '../pool.ts';

/** The newest blocks of a chain that its pace is read from; about as many are kept below the final ones. */
const BLOCKS_MAX = 512;

/**
 * Seconds from block to block, of the newest blocks of each of these chains whose headers are stored. Between two that are not
 * neighbours it is the mean of those between them. By an index, a few hundred rows for each chain.
 */
export async function readBlockGaps(
  db: Queryable,
  chains: readonly ChainId[],
): Promise<Map<ChainId, number[]>> {
  if (chains.length === 0) return new Map();
  const { rows } = await db.execute<{ chain: ChainId; gaps: number[] }>(sql`
    select asked.chain, array_agg(gap order by number) as gaps
    from unnest(${texts([...chains])}) as asked (chain)
    cross join lateral (
      select number,
        (extract(epoch from time - lag(time) over way) / (number - lag(number) over way))::float8 as gap
      from (
        select number, time
        from blocks
        where blocks.chain = asked.chain and canonical
        order by number desc
        limit ${BLOCKS_MAX}
      ) as newest
      window way as (order by number)
    ) as steps
    where gap is not null
    group by asked.chain`);
  return new Map(rows.map(({ chain, gaps }) => [chain, gaps]));
}
