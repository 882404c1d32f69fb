import { sql } from 'drizzle-orm';
import type { ChainId, Head } from '../core/chain.ts';
import type { Checkpoint, World } from '../core/world.ts';
import { readHeads } from './chains.ts';
import type { Queryable } from './pool.ts';

/** Everything that folds know beside legs. */
export async function readWorld(db: Queryable): Promise<World> {
  const heads = await readHeads(db);
  return { heads, checkpoints: await readCheckpoints(db, heads) };
}

/**
 * What was read of each chain for each protocol. Certain is what was read twice, from the first block that is asked for on
 * and for each of the protocol's contracts; an open incident withholds what lies above the last block that the chain kept.
 */
async function readCheckpoints(
  db: Queryable,
  heads: ReadonlyMap<ChainId, Head>,
): Promise<Map<string, Map<ChainId, Checkpoint>>> {
  const trusted = [...heads].flatMap(([chain, { finalized }]) =>
    finalized === null ? [] : [{ chain, finalized: finalized.toString() }],
  );
  const { rows } = await db.execute<{
    protocol: string;
    chain: ChainId;
    start: string;
    start_time: string | null;
    certain: string | null;
    time: string | null;
    unread: { from: string; to: string }[];
  }>(sql`
    with trusted as (
      select chain, finalized::bigint
      from json_to_recordset(${JSON.stringify(trusted)}::json) as head (chain text, finalized text)
    ), streams as (
      select protocol, chain, start_block, start_time,
        case when head_number is not null
          then int8multirange(int8range(least(start_block, head_number + 1), head_number + 1)) - ranges
        end as unread,
        (select upper(part) - 1 from unnest(verified) as part where part @> start_block) as verified_to
      from checkpoints
      left join chains on chains.id = checkpoints.chain
    ), covered as (
      select protocol, chain, max(start_block) as start,
        case when bool_and(start_time is not null) then max(start_time) end as start_time,
        case when bool_and(verified_to is not null) then least(min(verified_to), min(finalized)) end as certain,
        range_agg(unread) as unread
      from streams
      left join trusted using (chain)
      group by protocol, chain
    )
    select protocol, chain, start,
      extract(epoch from coalesce(
        start_time,
        (
          select block_time
          from events
          where events.chain = covered.chain and canonical and block_number >= start
          order by block_number
          limit 1
        )
      ))::bigint as start_time,
      case when chain in (select chain from trusted) then certain end as certain,
      extract(epoch from greatest(
        (
          select time
          from blocks
          where blocks.chain = covered.chain and canonical and number <= certain
          order by number desc
          limit 1
        ),
        (
          select block_time
          from events
          where events.chain = covered.chain and canonical and block_number <= certain
          order by block_number desc
          limit 1
        )
      ))::bigint as time,
      (
        select coalesce(json_agg(json_build_object('from', lower(part)::text, 'to', (upper(part) - 1)::text)), '[]')
        from unnest(unread) as part
      ) as unread
    from covered`);
  const checkpoints = new Map<string, Map<ChainId, Checkpoint>>();
  for (const { protocol, chain, start, start_time, certain, time, unread } of rows) {
    const own = checkpoints.get(protocol) ?? new Map<ChainId, Checkpoint>();
    checkpoints.set(protocol, own);
    own.set(chain, {
      from: { number: BigInt(start), time: start_time === null ? null : Number(start_time) },
      certain: certain === null ? null : { number: BigInt(certain), time: Number(time ?? 0) },
      unread: unread.map(({ from, to }) => ({ from: BigInt(from), to: BigInt(to) })),
    });
  }
  return checkpoints;
}
