import { sql } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import type { Hole } from './checkpoints.ts';
import type { Queryable } from './pool.ts';

/** What is read of a chain for contracts of one protocol; those of which the same blocks are read are together. */
export interface Reading {
  protocol: string;
  chain: ChainId;
  contracts: string[];
  /** The first block that is asked for; its time is null until it was read. */
  from: bigint;
  fromTime: Date | null;
  /** From the first block up to here nothing lacks; null while the first one does, and before the chain was seen. */
  through: bigint | null;
  /** The lowest blocks up to the head that lack; there may be more. */
  holes: Hole[];
  /** How many holes there are, and blocks in them. */
  holeCount: number;
  missing: bigint;
}

/**
 * What is read, by protocol and chain.
 *
 * @param options.holesMax how many holes are told of each
 * @param options.chain of this chain alone; null for any, as with `protocol`
 */
export async function readCoverage(
  db: Queryable,
  {
    holesMax,
    chain = null,
    protocol = null,
  }: { holesMax: number; chain?: ChainId | null; protocol?: string | null },
): Promise<Reading[]> {
  const { rows } = await db.execute<{
    protocol: string;
    chain: ChainId;
    contracts: string[];
    start: string;
    start_time: string | null;
    through: string | null;
    holes: { from: string; to: string }[];
    hole_count: number;
    missing: string;
  }>(sql`
    with reading as (
      select protocol, chain, start_block, start_time, array_agg(contract order by contract) as contracts, head_number,
        case when head_number is not null
          then int8multirange(int8range(least(start_block, head_number + 1), head_number + 1)) - ranges
        end as unread
      from checkpoints
      left join chains on chains.id = checkpoints.chain
      where (${chain}::text is null or chain = ${chain})
        and (${protocol}::text is null or protocol = ${protocol})
      group by protocol, chain, start_block, start_time, ranges, head_number
    )
    select protocol, chain, contracts, start_block as start, start_time,
      nullif(coalesce(lower(unread) - 1, head_number), start_block - 1) as through,
      (
        select coalesce(json_agg(json_build_object('from', lower(part)::text, 'to', (upper(part) - 1)::text)), '[]')
        from (select part from unnest(unread) as part order by part limit ${holesMax}) as lowest
      ) as holes,
      (select count(*)::int from unnest(unread) as part) as hole_count,
      (select coalesce(sum(upper(part) - lower(part)), 0) from unnest(unread) as part) as missing
    from reading
    order by protocol, chain, start_block, contracts`);
  return rows.map(({ start, start_time, through, holes, hole_count, missing, ...row }) => ({
    ...row,
    from: BigInt(start),
    fromTime: start_time === null ? null : new Date(start_time),
    through: through === null ? null : BigInt(through),
    holes: holes.map(({ from, to }) => ({ from: BigInt(from), to: BigInt(to) })),
    holeCount: hole_count,
    missing: BigInt(missing),
  }));
}
