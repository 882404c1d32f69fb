import { sql } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import { bigints, texts } from './arrays.ts';
import type { Queryable } from './pool.ts';
import { writeLogs, type IngestedLog } from './write-logs.ts';

/**
 * Writes answers of a chain as events and legs, in the caller's transaction, which holds the chain's generation. Only where a
 * rollback would find them: an answer above the stored head, or in another block than the one that is known at its height,
 * comes of a block or a fork that the head has not met yet, and must wait for it.
 *
 * @returns those that were written
 */
export async function writeAsked(
  tx: Queryable,
  chain: ChainId,
  logs: readonly IngestedLog[],
): Promise<IngestedLog[]> {
  if (logs.length === 0) return [];
  const placed = await inPlace(tx, chain, logs);
  const byBlock = new Map<string, Map<string, IngestedLog>>();
  for (const entry of placed) {
    const { blockHash, transaction, index } = entry.log.at;
    const block = byBlock.get(blockHash) ?? new Map<string, IngestedLog>();
    byBlock.set(blockHash, block.set(`${transaction} ${index}`, entry));
  }
  // Block by block: between two of them there may be any number of events.
  for (const block of byBlock.values()) await writeLogs(tx, chain, [...block.values()]);
  return placed;
}

async function inPlace(
  tx: Queryable,
  chain: ChainId,
  logs: readonly IngestedLog[],
): Promise<IngestedLog[]> {
  const { rows } = await tx.execute<{ place: string }>(sql`
    select place
    from unnest(
      ${bigints(logs.map(({ log }) => log.at.blockNumber))},
      ${texts(logs.map(({ log }) => log.at.blockHash))}
    ) with ordinality as answer (number, hash, place)
    join chains on chains.id = ${chain} and answer.number <= chains.head_number
    where not exists (
      select
      from blocks
      where blocks.chain = ${chain} and canonical
        and (
          (blocks.number = answer.number and blocks.hash <> answer.hash)
          or (blocks.number = answer.number + 1 and blocks.parent_hash <> answer.hash)
        )
    )
    order by place`);
  return rows.flatMap(({ place }) => logs[Number(place) - 1] ?? []);
}
