import { sql } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import { bigints, texts } from './arrays.ts';
import type { Queryable } from './pool.ts';

/**
 * Times up to which blocks reach: of each block, or of the newest one below it whose time is stored. In the order of the
 * blocks; null where no time is stored.
 */
export async function readBlockTimes(
  db: Queryable,
  blocks: readonly { chain: ChainId; number: bigint }[],
): Promise<(Date | null)[]> {
  const { rows } = await db.execute<{ time: string | null }>(sql`
    select (
      select time
      from blocks
      where blocks.chain = asked.chain and canonical and blocks.number <= asked.number
      order by blocks.number desc
      limit 1
    ) as time
    from unnest(
      ${texts(blocks.map(({ chain }) => chain))},
      ${bigints(blocks.map(({ number }) => number))}
    ) with ordinality as asked (chain, number, n)
    order by n`);
  return rows.map(({ time }) => (time === null ? null : new Date(time)));
}
