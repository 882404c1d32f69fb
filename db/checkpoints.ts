import { sql } from 'drizzle-orm';
import type { ChainDefinition, ChainId } from '../core/chain.ts';
import { finalityRuleName } from '../core/chain.ts';
import type { Database, Queryable } from './pool.ts';
import { multirange } from './arrays.ts';
import { bell } from './dirty.ts';
import { holdOffFolds } from './fold-locks.ts';
import { endGeneration } from './generation.ts';

/** What is read of a chain for one contract. */
export interface Stream {
  protocol: string;
  version: number;
  contract: string;
  /** Where to read it from, where that is not what is said for all. */
  startBlock?: bigint;
}

/** One that is read already. */
export interface StoredStream {
  protocol: string;
  contract: string;
  startBlock: bigint;
  /** The time of that block (Unix seconds) or of one soon after it; null until it was read. */
  startTime: number | null;
}

/** The streams of a chain that are read already; none if it is not known yet. */
export async function storedStreams(db: Queryable, chain: ChainId): Promise<StoredStream[]> {
  const { rows } = await db.execute<{
    protocol: string;
    contract: string;
    start_block: string;
    start_time: string | null;
  }>(sql`
    select protocol, contract, start_block, extract(epoch from start_time)::bigint as start_time
    from checkpoints
    where chain = ${chain}
    order by protocol, contract`);
  return rows.map(({ protocol, contract, start_block, start_time }) => ({
    protocol,
    contract,
    startBlock: BigInt(start_block),
    startTime: start_time === null ? null : Number(start_time),
  }));
}

/**
 * Makes a chain and its streams known. A stream that is new, or read by another version of its protocol, starts with no
 * blocks; others keep what they have; one that is not among `streams` is forgotten. Operations that could not see a chain
 * until now, or cannot any more, are marked dirty. Whoever indexed the chain before writes nothing any more.
 *
 * @returns the chain's generation: what is read under an older one is not written
 * @param startBlock where to read from; null keeps what is stored, or begins at `head`.
 */
export async function registerChain(
  db: Database,
  definition: ChainDefinition,
  {
    streams,
    startBlock,
    head,
  }: { streams: readonly Stream[]; startBlock: bigint | null; head: bigint },
): Promise<bigint> {
  const { id, name, finality, explorer } = definition;
  return db.transaction(async (tx) => {
    await tx.execute(sql`
      insert into chains (id, name, safe_rule, finalized_rule, explorer)
      values (${id}, ${name}, ${finalityRuleName(finality.safe)}, ${finalityRuleName(finality.finalized)}, ${explorer ?? null})
      on conflict (id) do update
      set name = excluded.name, safe_rule = excluded.safe_rule, finalized_rule = excluded.finalized_rule,
        explorer = excluded.explorer`);
    const generation = await endGeneration(tx, id);
    // No fold may know the streams of before and be written after: it would not see the chain, and nobody would tell it.
    await holdOffFolds(tx);
    for (const { protocol, version, contract, startBlock: own } of streams) {
      const begin = own ?? startBlock;
      const { rows } = await tx.execute<{ is_new: boolean }>(sql`
        insert into checkpoints (chain, protocol, contract, version, start_block)
        values (${id}, ${protocol}, ${contract}, ${version}, ${begin ?? head})
        on conflict (chain, protocol, contract) do update
        set start_block = coalesce(${begin}::bigint, checkpoints.start_block),
          start_time = case when ${begin}::bigint <> checkpoints.start_block then null else checkpoints.start_time end,
          ranges = case when checkpoints.version = excluded.version then checkpoints.ranges else '{}' end,
          verified = case when checkpoints.version = excluded.version then checkpoints.verified else '{}' end,
          version = excluded.version
        returning xmax = 0 as is_new`);
      if (rows[0]?.is_new) await markUncovered(tx, id, protocol);
    }
    // A stream that nobody reads any more would be a hole for ever.
    const { rows: dropped } = await tx.execute<{ protocol: string }>(sql`
      delete from checkpoints
      where chain = ${id}
        and (protocol, contract) not in (
          select *
          from unnest(
            ${sql.param(streams.map(({ protocol }) => protocol))}::text[],
            ${sql.param(streams.map(({ contract }) => contract))}::text[]
          )
        )
      returning protocol`);
    const kept = new Set(streams.map(({ protocol }) => protocol));
    for (const protocol of new Set(dropped.map((stream) => stream.protocol))) {
      if (!kept.has(protocol)) await markCovered(tx, id, protocol);
    }
    await bell(tx);
    return generation;
  });
}

/** Marks what could not see the chain until now: the ends that were not covered, and the chains in between. */
async function markUncovered(tx: Queryable, chain: ChainId, protocol: string) {
  await tx.execute(sql`
    insert into dirty (key, cause)
    select id, ${JSON.stringify({ type: 'coverage', chain })}::jsonb
    from operations
    where protocol = ${protocol}
      and (body ->> 'coverage' <> 'full' or body -> 'about' -> 'hub' ->> 'chain' = ${chain})`);
}

/** Marks what cannot see the chain any more. */
async function markCovered(tx: Queryable, chain: ChainId, protocol: string) {
  await tx.execute(sql`
    insert into dirty (key, cause)
    select id, ${JSON.stringify({ type: 'coverage', chain })}::jsonb
    from operations
    where protocol = ${protocol}
      and ${chain} in (origin_chain, destination_chain, body -> 'about' -> 'hub' ->> 'chain')`);
}

/** Locks a chain's checkpoints until the transaction ends, in one order for all: who updates several must not meet another. */
export async function lockCheckpoints(tx: Queryable, chain: ChainId): Promise<void> {
  await tx.execute(sql`
    select from checkpoints where chain = ${chain} order by protocol, contract for update`);
}

/** Blocks that are not read yet, both ends included. */
export interface Hole {
  from: bigint;
  to: bigint;
}

/**
 * The lowest hole at or below `upTo` in any stream of a chain, without the ranges in `except`, which somebody is at; and
 * how many blocks are missing in all.
 */
export async function lowestHole(
  db: Queryable,
  chain: ChainId,
  { upTo, except = [] }: { upTo: bigint; except?: readonly Hole[] },
): Promise<{ hole: Hole; blocks: bigint } | null> {
  const { rows } = await db.execute<{ low: string; high: string; blocks: string }>(sql`
    with missing as (
      select range_agg(hole) as ranges
      from checkpoints,
        unnest(int8multirange(int8range(least(start_block, ${upTo + 1n}), ${upTo + 1n})) - ranges) as hole
      where chain = ${chain}
    )
    select lower(hole) as low, upper(hole) as high,
      (select sum(upper(part) - lower(part)) from unnest(ranges) as part) as blocks
    from missing, unnest(ranges - ${multirange(except)}::int8multirange) as hole
    order by lower(hole)
    limit 1`);
  const row = rows[0];
  if (!row) return null;
  return { hole: { from: BigInt(row.low), to: BigInt(row.high) - 1n }, blocks: BigInt(row.blocks) };
}
