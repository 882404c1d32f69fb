import { sql } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import type { Header } from '../core/header.ts';
import { lockCheckpoints } from './checkpoints.ts';
import { bell } from './dirty.ts';
import { endGeneration } from './generation.ts';
import type { Database, Queryable } from './pool.ts';
import { loosenLookups } from './reopen-lookups.ts';

/** A reorg as the indexer noticed it. */
export interface Reorg {
  chain: ChainId;
  /** The highest block that is known to be in both the old and the new fork. */
  ancestor: Header;
  /** The lowest one that is known to be gone: where not every block is known, the two are not neighbours. */
  lowestLost: bigint;
  /** The head that was taken back. */
  oldHead: { number: bigint; hash: string };
  /** The block that now stands above the ancestor, or the new head. */
  newHash: string;
}

/**
 * Takes back everything above the common ancestor, in one transaction: events and headers are marked, never deleted;
 * checkpoints and head step back; lookups that were answered there are open again; each operation touched is marked dirty
 * with this reorg as the cause. One that goes below the finalized height opens an incident as well.
 *
 * @returns how many events were orphaned, whether the chain broke its word about what is final, and its new generation
 */
export async function rollback(
  db: Database,
  reorg: Reorg,
): Promise<{ orphaned: number; isViolation: boolean; generation: bigint }> {
  const { chain, ancestor, lowestLost, oldHead, newHash } = reorg;
  const depth = Number(oldHead.number - ancestor.number);
  return db.transaction(async (tx) => {
    const generation = await endGeneration(tx, chain);
    const { rows: inserted } = await tx.execute<{ id: string }>(sql`
      insert into reorgs (chain, depth, ancestor_number, old_hash, new_hash)
      values (${chain}, ${depth}, ${ancestor.number}, ${oldHead.hash}, ${newHash})
      returning id`);
    const cause = {
      type: 'reorg',
      chain,
      reorg: inserted[0]?.id,
      depth,
      ancestor: ancestor.number.toString(),
    };
    const { rows: orphaned } = await tx.execute<{ events: number }>(sql`
      with orphaned as (
        update events
        set canonical = false, verified = false, orphaned_at = now()
        where chain = ${chain} and block_number > ${ancestor.number} and canonical
        returning id
      ), marked as (
        insert into dirty (key, cause)
        select distinct on (orphaned.id) links.key, ${JSON.stringify(cause)}::jsonb
        from orphaned
        join links on links.event_id = orphaned.id and links.kind = 'exact'
      )
      select count(*)::int as events from orphaned`);
    // This transaction has one time, which no other orphaned event has.
    await loosenLookups(
      tx,
      sql`
        select id
        from events
        where chain = ${chain} and block_number > ${ancestor.number} and orphaned_at = now()`,
    );
    await tx.execute(sql`
      update blocks
      set canonical = false
      where chain = ${chain} and number > ${ancestor.number} and canonical`);
    await lockCheckpoints(tx, chain);
    await markUncertain(tx, chain, ancestor.number, cause);
    await tx.execute(sql`
      update checkpoints
      set ranges = ranges - int8multirange(int8range(${ancestor.number + 1n}, null)),
        verified = verified - int8multirange(int8range(${ancestor.number + 1n}, null))
      where chain = ${chain}`);
    const { rowCount: violations } = await tx.execute(sql`
      insert into incidents (chain, kind, reorg_id, ancestor_number, finalized_number)
      select id, 'finality_violation', ${inserted[0]?.id}, ${lowestLost - 1n}, finalized_number
      from chains
      where id = ${chain} and finalized_number >= ${lowestLost}`);
    await tx.execute(sql`
      update chains
      set head_number = ${ancestor.number},
        head_hash = ${ancestor.hash},
        head_time = to_timestamp(${ancestor.time}),
        safe_number = case when safe_number > ${ancestor.number} then ${ancestor.number} else safe_number end,
        finalized_number = case when finalized_number > ${ancestor.number} then ${ancestor.number} else finalized_number end,
        seen_at = now()
      where id = ${chain}`);
    await bell(tx);
    return { orphaned: orphaned[0]?.events ?? 0, isViolation: violations === 1, generation };
  });
}

/**
 * Marks what rests on the absence of legs in blocks that were certain and are open again: legs that were lost there before,
 * and deadlines. Only a chain that breaks its word takes such blocks back.
 */
async function markUncertain(
  tx: Queryable,
  chain: ChainId,
  ancestor: bigint,
  cause: object,
): Promise<void> {
  await tx.execute(sql`
    with open as (
      select distinct protocol
      from checkpoints
      where chain = ${chain} and verified && int8range(${ancestor + 1n}, null)
    )
    insert into dirty (key, cause)
    select key, ${JSON.stringify(cause)}::jsonb
    from (
      select links.key
      from events
      join links on links.event_id = events.id and links.kind = 'exact'
      where chain = ${chain} and block_number > ${ancestor} and not canonical
        and protocol in (select protocol from open)
      union
      select id
      from operations
      where status in ('expired', 'refunding', 'failed', 'cancelled')
        and protocol in (select protocol from open)
        and ${chain} in (origin_chain, destination_chain, body -> 'about' -> 'hub' ->> 'chain')
    ) as marked (key)`);
}
