import { sql } from 'drizzle-orm';
import type { ChainId, Head } from '../core/chain.ts';
import { assert } from '../core/errors.ts';
import type { Header } from '../core/header.ts';
import type { Queryable } from './pool.ts';

/**
 * Moves a chain's head on and marks the operations whose legs have just become firm. In the transaction of the rows that the head rests on, so that a head never claims more
 * than is stored. The cost is that of the legs in the crossed blocks, whatever the length of the history.
 *
 * Neither height moves back here: a node that lags behind another one takes nothing back, only `rollback` does.
 *
 * @returns how many links were marked dirty.
 */
export async function advanceHead(tx: Queryable, chain: ChainId, head: Head): Promise<number> {
  const { rows } = await tx.execute<
    Record<'old_safe' | 'old_finalized' | 'safe' | 'finalized', string | null>
  >(sql`
    with old as (
      select safe_number, finalized_number from chains where id = ${chain} for no key update
    )
    update chains
    set head_number = ${head.number},
      head_hash = ${head.hash},
      head_time = to_timestamp(${head.time}),
      safe_number = greatest(old.safe_number, ${atMost(head.safe, head.number)}::bigint),
      finalized_number = greatest(old.finalized_number, ${atMost(head.finalized, head.number)}::bigint),
      seen_at = now(),
      moved_at = case when chains.head_hash is distinct from ${head.hash} then now() else chains.moved_at end
    from old
    where id = ${chain}
    returning old.safe_number as old_safe, old.finalized_number as old_finalized,
      chains.safe_number as safe, chains.finalized_number as finalized`);
  const moved = rows[0];
  if (!moved) return 0;
  if (moved.finalized !== moved.old_finalized) await prune(tx, chain, moved.finalized);
  // Where a node serves no safe height, or an old one, the finalized one makes legs firm.
  return markBlocks(tx, chain, {
    after: higher(moved.old_safe, moved.old_finalized),
    upTo: higher(moved.safe, moved.finalized),
  });
}

function higher(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return BigInt(a) > BigInt(b) ? a : b;
}

/** A height that a chain does not have stays unknown: SQL's `least` would take it for the limit. */
function atMost(height: bigint | null, limit: bigint): bigint | null {
  return height !== null && height > limit ? limit : height;
}

/** How many headers below the finalized height are kept, to find the ancestor of a reorg that should not have been. */
const HEADERS_KEPT = 256n;

/** Forgets the headers that the finalized height has left far behind; those of forks that were taken back stay. */
async function prune(tx: Queryable, chain: ChainId, finalized: string | null): Promise<void> {
  if (finalized === null) return;
  await tx.execute(sql`
    delete from blocks
    where chain = ${chain} and canonical and number < ${BigInt(finalized) - HEADERS_KEPT}`);
}

/** Where we are on a chain. */
export interface StoredHead {
  number: bigint;
  hash: string;
  finalized: bigint | null;
}

/** A chain as it is stored; it must be registered. The head is null before the first one. */
export async function storedChain(
  db: Queryable,
  chain: ChainId,
): Promise<{
  /** What is read now is written only as long as the chain has this generation: see `holdGeneration`. */
  generation: bigint;
  head: StoredHead | null;
}> {
  const { rows } = await db.execute<{
    number: string | null;
    hash: string;
    finalized: string | null;
    generation: string;
  }>(sql`
    select head_number as number, head_hash as hash, finalized_number as finalized, generation
    from chains
    where id = ${chain}`);
  const row = rows[0];
  assert(row, `${chain} is registered`);
  const finalized = row.finalized === null ? null : BigInt(row.finalized);
  return {
    generation: BigInt(row.generation),
    head: row.number === null ? null : { number: BigInt(row.number), hash: row.hash, finalized },
  };
}

/** The canonical blocks of a range, both ends included, whose headers are kept; by height. */
export async function canonicalBlocks(
  db: Queryable,
  chain: ChainId,
  { from, to }: { from: bigint; to: bigint },
): Promise<Map<bigint, { hash: string; parentHash: string }>> {
  const { rows } = await db.execute<{ number: string; hash: string; parent_hash: string }>(sql`
    select number, hash, parent_hash
    from blocks
    where chain = ${chain} and number between ${from} and ${to} and canonical`);
  return new Map(
    rows.map((row) => [BigInt(row.number), { hash: row.hash, parentHash: row.parent_hash }]),
  );
}

/** Known canonical blocks at or below a height, the highest first: where to look for the common ancestor. */
export async function knownBlocks(
  db: Queryable,
  chain: ChainId,
  { upTo, limit }: { upTo: bigint; limit: number },
): Promise<Header[]> {
  const { rows } = await db.execute<{
    number: string;
    hash: string;
    parent_hash: string;
    time: string;
  }>(sql`
    select number, hash, max(parent_hash) as parent_hash, extract(epoch from time)::bigint as time
    from (
      (
        select number, hash, parent_hash, time
        from blocks
        where chain = ${chain} and canonical and number <= ${upTo}
        order by number desc
        limit ${limit}
      )
      union all
      (
        select distinct block_number, block_hash, '', block_time
        from events
        where chain = ${chain} and canonical and block_number <= ${upTo}
        order by block_number desc
        limit ${limit}
      )
    ) as known
    group by number, hash, time
    order by number desc
    limit ${limit}`);
  return rows.map((row) => ({
    number: BigInt(row.number),
    hash: row.hash,
    parentHash: row.parent_hash,
    time: Number(row.time),
  }));
}

/** Marks the operations with a leg in these blocks. `after` and `upTo` are heights as text, null before the first one. */
export async function markBlocks(
  tx: Queryable,
  chain: ChainId,
  { after, upTo }: { after: string | null; upTo: string | null },
): Promise<number> {
  if (upTo === null || after === upTo) return 0;
  const { rowCount } = await tx.execute(sql`
    insert into dirty (key, cause)
    select distinct on (events.id) links.key, ${JSON.stringify({ type: 'head', chain })}::jsonb
    from events
    join links on links.event_id = events.id and links.kind = 'exact'
    where events.chain = ${chain}
      and events.block_number > ${after ?? '-1'}::bigint
      and events.block_number <= ${upTo}::bigint`);
  return rowCount ?? 0;
}
