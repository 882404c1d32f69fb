import { sql } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import type { RawLog } from '../core/raw-log.ts';
import { integers, multirange, texts } from './arrays.ts';
import { bell } from './dirty.ts';
import { holdGeneration } from './generation.ts';
import { markBlocks } from './heads.ts';
import type { Database, Queryable } from './pool.ts';
import { writeLogs, type IngestedLog } from './write-logs.ts';

/** Blocks that are to be read a second time, both ends included. */
export interface Unverified {
  from: bigint;
  to: bigint;
}

/**
 * The highest blocks at or below `upTo` that were read once and not again yet, in any stream of a chain; without the ranges
 * in `except`.
 */
export async function highestUnverified(
  db: Queryable,
  chain: ChainId,
  { upTo, except }: { upTo: bigint; except: readonly Unverified[] },
): Promise<Unverified | null> {
  const { rows } = await db.execute<{ low: string; high: string }>(sql`
    with unverified as (
      select range_agg(part) as ranges
      from checkpoints,
        unnest(ranges * int8multirange(int8range(null, ${upTo + 1n})) - verified) as part
      where chain = ${chain}
    )
    select lower(part) as low, upper(part) as high
    from unverified, unnest(ranges - ${multirange(except)}::int8multirange) as part
    order by lower(part) desc
    limit 1`);
  const row = rows[0];
  return row ? { from: BigInt(row.low), to: BigInt(row.high) - 1n } : null;
}

/** How a second reading of a range differs from what is stored. */
export interface Difference {
  /** Logs that the first reading did not bring, or that were taken back. */
  lost: RawLog[];
  /** Events stored as canonical that the second reading did not bring. */
  surplus: { id: string; blockNumber: bigint; blockHash: string }[];
}

/** Compares a second reading with the events that are stored of the same contracts and blocks. */
export async function compareWithStored(
  db: Queryable,
  chain: ChainId,
  {
    range,
    logs,
    wanted,
  }: {
    range: Unverified;
    logs: readonly RawLog[];
    wanted: ReadonlyMap<string, readonly string[]>;
  },
): Promise<Difference> {
  const pairs = [...wanted].flatMap(([emitter, topics]) =>
    topics.map((topic) => [emitter, topic] as const),
  );
  const { rows } = await db.execute<{
    id: string | null;
    place: string | null;
    block_number: string;
    block_hash: string;
  }>(sql`
    select stored.id, shown.place, stored.block_number, stored.block_hash
    from (
      select id, block_number, block_hash, transaction, log_index
      from events
      where chain = ${chain} and canonical
        and block_number between ${range.from} and ${range.to}
        and (emitter, topic0) in (
          select * from unnest(${texts(pairs.map(([emitter]) => emitter))}, ${texts(pairs.map(([, topic]) => topic))})
        )
    ) as stored
    full join (
      select *
      from unnest(
        ${texts(logs.map(({ at }) => at.transaction))},
        ${texts(logs.map(({ at }) => at.blockHash))},
        ${integers(logs.map(({ at }) => at.index))}
      ) with ordinality as log (transaction, block_hash, log_index, place)
    ) as shown using (transaction, block_hash, log_index)
    where stored.id is null or shown.place is null`);
  return {
    lost: rows.flatMap(({ place }) => logs[Number(place ?? 0) - 1] ?? []),
    surplus: rows.flatMap((row) =>
      row.id === null
        ? []
        : [{ id: row.id, blockNumber: BigInt(row.block_number), blockHash: row.block_hash }],
    ),
  };
}

/** What a second reading found. */
export interface Verification {
  chain: ChainId;
  generation: bigint;
  range: Unverified;
  streams: readonly { protocol: string; contract: string }[];
  /** Logs to be added. */
  lost: readonly IngestedLog[];
  /** Events to be taken back: their blocks are none of this chain. */
  strangers: readonly string[];
}

/**
 * Makes what is stored of a range equal to its second reading and remembers that it was read twice: from now on its legs
 * may be `finalized`. One transaction; doing it twice changes nothing. `rollback` is its way back.
 *
 * @throws MidflightError `reading_outdated`, transient
 */
export async function verify(db: Database, verification: Verification): Promise<void> {
  const { chain, generation, range, streams, lost, strangers } = verification;
  await db.transaction(async (tx) => {
    await holdGeneration(tx, chain, generation);
    if (lost.length > 0) await writeLogs(tx, chain, lost);
    if (strangers.length > 0) {
      await tx.execute(sql`
        update events
        set canonical = false, orphaned_at = now()
        where id = any(${sql.param(strangers)}::bigint[])`);
    }
    const upTo = range.to.toString();
    const marked = await markBlocks(tx, chain, { after: (range.from - 1n).toString(), upTo });
    await tx.execute(sql`
      update checkpoints
      set verified = verified + (ranges * int8multirange(int8range(${range.from}, ${range.to + 1n})))
      where chain = ${chain}
        and (protocol, contract) in (
          select * from unnest(${texts(streams.map(({ protocol }) => protocol))}, ${texts(streams.map(({ contract }) => contract))})
        )`);
    if (marked > 0) await bell(tx);
  });
}

/**
 * Makes a hole of a range whose blocks were found to be other ones. What is stored of it stays until the next second look
 * decides.
 *
 * @throws MidflightError `reading_outdated`, transient
 */
export async function unread(
  db: Database,
  { chain, generation, range }: Pick<Verification, 'chain' | 'generation' | 'range'>,
): Promise<void> {
  await db.transaction(async (tx) => {
    await holdGeneration(tx, chain, generation);
    await tx.execute(sql`
      update checkpoints
      set ranges = ranges - int8multirange(int8range(${range.from}, ${range.to + 1n}))
      where chain = ${chain}`);
  });
}
