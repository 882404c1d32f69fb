import { sql } from 'drizzle-orm';
import type { ChainId, Head } from '../core/chain.ts';
import type { Header } from '../core/header.ts';
import { bell } from './dirty.ts';
import { lockCheckpoints } from './checkpoints.ts';
import { holdGeneration } from './generation.ts';
import { advanceHead } from './heads.ts';
import { bigints, texts } from './arrays.ts';
import type { Database, Queryable } from './pool.ts';
import { writeLogs, type IngestedLog } from './write-logs.ts';

/** Everything that one reading of a chain adds: the unit of truth. */
export interface Ingestion {
  chain: ChainId;
  /** The chain's generation when it was read: see `holdGeneration`. */
  generation: bigint;
  /** Headers worth remembering: all of the newest blocks, else those with events and the last one of the range. */
  headers: readonly Header[];
  logs: readonly IngestedLog[];
  /** The blocks that were read, both ends included, and the contracts that they were read for. */
  range: { from: bigint; to: bigint };
  streams: readonly { protocol: string; contract: string }[];
  /** Given when the reading reached the chain's newest block. */
  head?: Head;
}

/**
 * Writes events, legs, links, headers, checkpoint, head and dirty marks in one transaction, and rings the bell. Doing it
 * twice changes nothing. `rollback` is its way back.
 *
 * @throws MidflightError `reading_outdated`, transient
 */
export async function ingest(db: Database, ingestion: Ingestion): Promise<void> {
  const { chain, generation, headers, logs, range, streams, head } = ingestion;
  await db.transaction(async (tx) => {
    await holdGeneration(tx, chain, generation);
    await writeHeaders(tx, chain, headers);
    if (logs.length > 0) await writeLogs(tx, chain, logs);
    await lockCheckpoints(tx, chain);
    // The first block's time is taken from the lowest header at or above it, which says nothing too early.
    await tx.execute(sql`
      update checkpoints
      set ranges = ranges + int8multirange(int8range(${range.from}, ${range.to + 1n})),
        start_time = case
          when start_block between ${range.from} and ${range.to} then coalesce(
            (
              select to_timestamp(min(time))
              from unnest(
                ${bigints(headers.map(({ number }) => number))},
                ${bigints(headers.map(({ time }) => BigInt(time)))}
              ) as header (number, time)
              where number >= start_block
            ),
            start_time
          )
          else start_time
        end
      where chain = ${chain}
        and (protocol, contract) in (
          select * from unnest(${texts(streams.map(({ protocol }) => protocol))}, ${texts(streams.map(({ contract }) => contract))})
        )`);
    const marked = head ? await advanceHead(tx, chain, head) : 0;
    if (logs.length > 0 || marked > 0) await bell(tx);
  });
}

async function writeHeaders(tx: Queryable, chain: ChainId, headers: readonly Header[]) {
  if (headers.length === 0) return;
  const numbers = bigints(headers.map(({ number }) => number));
  const hashes = texts(headers.map(({ hash }) => hash));
  // A height that was read before may have been of another fork: the last answer counts.
  await tx.execute(sql`
    update blocks
    set canonical = false
    from unnest(${numbers}, ${hashes}) as header (number, hash)
    where blocks.chain = ${chain} and blocks.number = header.number and blocks.hash <> header.hash and canonical`);
  await tx.execute(sql`
    insert into blocks (chain, number, hash, parent_hash, time)
    select ${chain}, number, hash, parent_hash, to_timestamp(time)
    from unnest(
      ${numbers},
      ${hashes},
      ${texts(headers.map(({ parentHash }) => parentHash))},
      ${bigints(headers.map(({ time }) => BigInt(time)))}
    ) as header (number, hash, parent_hash, time)
    on conflict (chain, hash) do update set canonical = true where not blocks.canonical`);
}
