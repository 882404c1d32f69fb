import { sql, type SQL } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import type { RawLog } from '../core/raw-log.ts';
import { integers, multirange, texts } from './arrays.ts';
import { lockCheckpoints } from './checkpoints.ts';
import { bell } from './dirty.ts';
import { holdGeneration } from './generation.ts';
import type { Database, Queryable } from './pool.ts';
import { takeBack } from './take-back.ts';
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

/** How a second reading of a range differs from what is stored. Blocks are told with what is different in them. */
export interface Difference {
  /** Logs that the first reading did not bring, or that were taken back. */
  lost: RawLog[];
  /** Events stored as canonical that the second reading did not bring. */
  surplus: { id: string; blockNumber: bigint; blockHash: string }[];
  /** Logs that are stored with other content. */
  changed: RawLog[];
}

export const isSame = ({ lost, surplus, changed }: Difference): boolean =>
  lost.length + surplus.length + changed.length === 0;

/** A second reading. */
export interface SecondReading {
  chain: ChainId;
  generation: bigint;
  range: Unverified;
  streams: readonly { protocol: string; contract: string }[];
  /** The first topics that are wanted of each contract. */
  wanted: ReadonlyMap<string, readonly string[]>;
  /** First topics that are wanted whoever emits them. */
  anywhere?: readonly string[];
  logs: readonly RawLog[];
  /** What is to be mended, if that was decided: the difference as it was found before. */
  mend?: { write: readonly IngestedLog[]; difference: Difference };
}

/**
 * Compares a second reading with what is stored, mends what is to be mended, and remembers that the range was read twice:
 * from now on its legs may be `finalized`. If there is another difference than the one to be mended nothing is written,
 * and the difference is returned. One transaction; doing it twice changes nothing. `rollback` is its way back.
 *
 * @throws MidflightError `reading_outdated`, transient
 */
export async function verify(db: Database, reading: SecondReading): Promise<Difference | null> {
  const { chain, generation, range, streams, mend } = reading;
  return db.transaction(async (tx) => {
    await holdGeneration(tx, chain, generation);
    // Nobody reads more of these blocks for the first time while they are compared.
    await lockCheckpoints(tx, chain);
    const difference = await compareWithStored(tx, reading);
    if (!isSame(difference) && !(mend && isWithin(difference, mend.difference))) return difference;
    if (mend) {
      if (mend.write.length > 0) await writeLogs(tx, chain, mend.write);
      await takeBack(
        tx,
        chain,
        difference.surplus.map(({ id }) => id),
      );
    }
    const marked = await verifyEvents(tx, reading);
    await tx.execute(sql`
      update checkpoints
      set verified = verified + (ranges * int8multirange(int8range(${range.from}, ${range.to + 1n})))
      where chain = ${chain}
        and (protocol, contract) in (
          select * from unnest(${texts(streams.map(({ protocol }) => protocol))}, ${texts(streams.map(({ contract }) => contract))})
        )`);
    if (marked > 0 || mend) await bell(tx);
    return null;
  });
}

const positionOf = ({ at }: RawLog) => `${at.transaction} ${at.blockHash} ${at.index}`;

/** Whether everything that differs now did so when it was decided what to do. */
function isWithin(now: Difference, before: Difference): boolean {
  const known = new Set([...before.lost, ...before.changed].map(positionOf));
  const surplus = new Set(before.surplus.map(({ id }) => id));
  return (
    [...now.lost, ...now.changed].every((log) => known.has(positionOf(log))) &&
    now.surplus.every(({ id }) => surplus.has(id))
  );
}

/**
 * Compares a second reading with the events that are stored of the same contracts and blocks. Those that answer lookups are
 * in no reading, except where their calls are read with a log: they are compared where they are shown.
 */
async function compareWithStored(
  tx: Queryable,
  { chain, range, logs, ...filter }: SecondReading,
): Promise<Difference> {
  const content = (part: (log: RawLog) => string | null) => texts(logs.map(part));
  const { rows } = await tx.execute<{
    id: string | null;
    place: string | null;
    block_number: string;
    block_hash: string;
  }>(sql`
    select stored.id, shown.place, stored.block_number, stored.block_hash
    from (
      select id, block_number, block_hash, transaction, log_index, emitter, ordinal, receipt_index, call, asked,
        concat_ws(' ', topic0, topic1, topic2, topic3, '0x' || encode(data, 'hex')) as content
      from events
      where chain = ${chain} and canonical
        and block_number between ${range.from} and ${range.to}
        and ${isWanted(filter)}
    ) as stored
    full join (
      select *
      from unnest(
        ${content(({ at }) => at.transaction)},
        ${content(({ at }) => at.blockHash)},
        ${integers(logs.map(({ at }) => at.index))},
        ${content(({ emitter }) => emitter)},
        ${integers(logs.map(({ ordinal }) => ordinal))},
        ${integers(logs.map(({ receiptIndex }) => receiptIndex))},
        ${content(({ topics, data }) => [...topics, data].join(' '))},
        ${content(({ call }) => (call ? JSON.stringify(call) : null))}
      ) with ordinality as log (
        transaction, block_hash, log_index, emitter, ordinal, receipt_index, content, call, place
      )
    ) as shown using (transaction, block_hash, log_index)
    where stored.id is null or (shown.place is null and not stored.asked)
      or (stored.emitter, stored.ordinal, stored.content) <> (shown.emitter, shown.ordinal, shown.content)
      or coalesce(stored.receipt_index <> shown.receipt_index, stored.receipt_index is null and shown.receipt_index is not null)
      or coalesce(stored.call <> shown.call::jsonb, stored.call is null and shown.call is not null)`);
  const shownAt = (place: string | null) => logs[Number(place ?? 0) - 1] ?? [];
  return {
    lost: rows.flatMap(({ id, place }) => (id === null ? shownAt(place) : [])),
    changed: rows.flatMap(({ id, place }) => (id === null ? [] : shownAt(place))),
    surplus: rows.flatMap(({ id, place, block_number, block_hash }) =>
      id === null || place !== null
        ? []
        : [{ id, blockNumber: BigInt(block_number), blockHash: block_hash }],
    ),
  };
}

/** Events of the contracts and first topics that were read. */
function isWanted({ wanted, anywhere = [] }: Pick<SecondReading, 'wanted' | 'anywhere'>): SQL {
  const pairs = [...wanted].flatMap(([emitter, topics]) =>
    topics.map((topic) => [emitter, topic] as const),
  );
  const [emitters, topics] = [pairs.map(([emitter]) => emitter), pairs.map(([, topic]) => topic)];
  return sql`(
    (emitter, topic0) in (select * from unnest(${texts(emitters)}, ${texts(topics)}))
    or topic0 = any(${texts(anywhere)})
  )`;
}

/** What both readings show may count as finalized: its operations are folded again. */
async function verifyEvents(
  tx: Queryable,
  { chain, range, logs, ...filter }: SecondReading,
): Promise<number> {
  if (logs.length === 0) return 0;
  const { rowCount } = await tx.execute(sql`
    with verified as (
      update events
      set verified = true
      where chain = ${chain} and canonical and not verified and not asked
        and block_number between ${range.from} and ${range.to}
        and ${isWanted(filter)}
      returning id
    )
    insert into dirty (key, cause)
    select distinct on (verified.id) links.key, ${JSON.stringify({ type: 'head', chain })}::jsonb
    from verified
    join links on links.event_id = verified.id and links.kind = 'exact'`);
  return rowCount ?? 0;
}
