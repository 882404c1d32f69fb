import { sql, type SQL } from 'drizzle-orm';
import { assert } from '../core/errors.ts';
import type { ChainId, Head } from '../core/chain.ts';
import type { Header } from '../core/header.ts';
import type { About, Link, Role } from '../core/leg.ts';
import type { RawLog } from '../core/raw-log.ts';
import { bell } from './dirty.ts';
import { advanceHead, markAwaitingOrigin } from './heads.ts';
import type { Database, Queryable } from './pool.ts';

/** A log on its way into the database, with the leg that it decodes to, or the reason why it does not. */
export interface IngestedLog {
  log: RawLog;
  protocol: string;
  name: string;
  error: string | null;
  leg: { step: string; role: Role; about: About; links: Link[] } | null;
}

/** Everything that one reading of a chain adds: the unit of truth. */
export interface Ingestion {
  chain: ChainId;
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
 */
export async function ingest(db: Database, ingestion: Ingestion): Promise<void> {
  const { chain, headers, logs, range, streams, head } = ingestion;
  await db.transaction(async (tx) => {
    await writeHeaders(tx, chain, headers);
    if (logs.length > 0) await writeLogs(tx, chain, logs);
    await tx.execute(sql`
      update checkpoints
      set ranges = ranges + int8multirange(int8range(${range.from}, ${range.to + 1n}))
      where chain = ${chain}
        and (protocol, contract) in (
          select * from unnest(${texts(streams.map(({ protocol }) => protocol))}, ${texts(streams.map(({ contract }) => contract))})
        )`);
    const marked = head ? await advanceHead(tx, chain, head) : await markInTheDark(tx, chain);
    if (logs.length > 0 || marked > 0) await bell(tx);
  });
}

async function writeHeaders(tx: Queryable, chain: ChainId, headers: readonly Header[]) {
  if (headers.length === 0) return;
  await tx.execute(sql`
    insert into blocks (chain, number, hash, parent_hash, time)
    select ${chain}, number, hash, parent_hash, to_timestamp(time)
    from unnest(
      ${bigints(headers.map(({ number }) => number))},
      ${texts(headers.map(({ hash }) => hash))},
      ${texts(headers.map(({ parentHash }) => parentHash))},
      ${bigints(headers.map(({ time }) => BigInt(time)))}
    ) as header (number, hash, parent_hash, time)
    on conflict (chain, hash) do update set canonical = true where not blocks.canonical`);
}

async function writeLogs(tx: Queryable, chain: ChainId, logs: readonly IngestedLog[]) {
  const topic = (index: number) => texts(logs.map(({ log }) => log.topics[index] ?? null));
  const { rows } = await tx.execute<{ id: string; block_hash: string; log_index: number }>(sql`
    insert into events (
      chain, block_number, block_hash, block_time, transaction, log_index, emitter,
      topic0, topic1, topic2, topic3, data, ordinal, receipt_index, protocol, name, error
    )
    select ${chain}, block_number, block_hash, to_timestamp(block_time), transaction, log_index, emitter,
      topic0, topic1, topic2, topic3, data, ordinal, receipt_index, protocol, name, error
    from unnest(
      ${bigints(logs.map(({ log }) => log.at.blockNumber))},
      ${texts(logs.map(({ log }) => log.at.blockHash))},
      ${bigints(logs.map(({ log }) => BigInt(log.at.blockTime)))},
      ${texts(logs.map(({ log }) => log.at.transaction))},
      ${integers(logs.map(({ log }) => log.at.index))},
      ${texts(logs.map(({ log }) => log.emitter))},
      ${topic(0)}, ${topic(1)}, ${topic(2)}, ${topic(3)},
      ${texts(logs.map(({ log }) => log.data))},
      ${integers(logs.map(({ log }) => log.ordinal))},
      ${integers(logs.map(({ log }) => log.receiptIndex))},
      ${texts(logs.map(({ protocol }) => protocol))},
      ${texts(logs.map(({ name }) => name))},
      ${texts(logs.map(({ error }) => error))}
    ) as log (
      block_number, block_hash, block_time, transaction, log_index, emitter,
      topic0, topic1, topic2, topic3, data, ordinal, receipt_index, protocol, name, error
    )
    on conflict (chain, block_hash, log_index) do update
    set canonical = true, orphaned_at = null, name = excluded.name, error = excluded.error,
      receipt_index = coalesce(excluded.receipt_index, events.receipt_index)
    returning id, block_hash, log_index`);
  const ids = new Map(rows.map((row) => [`${row.block_hash} ${row.log_index}`, row.id]));
  const written = logs.flatMap(({ log, protocol, leg }) => {
    if (!leg) return [];
    const id = ids.get(`${log.at.blockHash} ${log.at.index}`);
    assert(id, `the event of block ${log.at.blockHash}, log ${log.at.index} was stored`);
    return [{ id, protocol, ...leg }];
  });
  if (written.length > 0) await writeLegs(tx, chain, written);
}

interface WrittenLeg {
  id: string;
  protocol: string;
  step: string;
  role: Role;
  about: About;
  links: Link[];
}

async function writeLegs(tx: Queryable, chain: ChainId, legs: readonly WrittenLeg[]) {
  await tx.execute(sql`
    insert into legs (event_id, protocol, step, role, about)
    select event_id, protocol, step, role, about::jsonb
    from unnest(
      ${bigints(legs.map(({ id }) => id))},
      ${texts(legs.map(({ protocol }) => protocol))},
      ${texts(legs.map(({ step }) => step))},
      ${texts(legs.map(({ role }) => role))},
      ${texts(legs.map(({ about }) => JSON.stringify(about)))}
    ) as leg (event_id, protocol, step, role, about)
    on conflict (event_id) do update
    set step = excluded.step, role = excluded.role, about = excluded.about`);
  const links = legs.flatMap(({ id, links }) => links.map((link) => ({ id, ...link })));
  // Read again, by a newer version of its protocol say, a leg may have other links than before.
  await tx.execute(sql`
    with gone as (
      delete from links
      where event_id = any(${bigints(legs.map(({ id }) => id))})
        and (key, event_id) not in (
          select *
          from unnest(${texts(links.map(({ key }) => key))}, ${bigints(links.map(({ id }) => id))})
        )
      returning key
    )
    insert into dirty (key, cause)
    select distinct key, ${JSON.stringify({ type: 'event', chain })}::jsonb
    from gone`);
  await tx.execute(sql`
    insert into links (key, event_id, kind, rule)
    select key, event_id, kind, rule
    from unnest(
      ${texts(links.map(({ key }) => key))},
      ${bigints(links.map(({ id }) => id))},
      ${texts(links.map(({ kind }) => kind))},
      ${texts(links.map(({ rule }) => rule))}
    ) as link (key, event_id, kind, rule)
    on conflict (key, event_id) do nothing`);
  await tx.execute(sql`
    insert into dirty (key, cause)
    select distinct key, ${JSON.stringify({ type: 'event', chain })}::jsonb
    from unnest(${texts(links.map(({ key }) => key))}) as key`);
}

/**
 * Marks operations that a hole may have kept in the dark: with a leg that was reorged away, or still without their origin.
 * They are few, as an operation that is over is none of them.
 */
async function markInTheDark(tx: Queryable, chain: ChainId): Promise<number> {
  const { rowCount } = await tx.execute(sql`
    insert into dirty (key, cause)
    select distinct on (events.id) links.key, ${JSON.stringify({ type: 'head', chain })}::jsonb
    from events
    join legs on legs.event_id = events.id
    join operations on operations.id = legs.operation_id
    join links on links.event_id = events.id and links.kind = 'exact'
    where events.chain = ${chain}
      and not events.canonical
      and operations.stage in ('origin_orphaned', 'attestation_orphaned', 'destination_orphaned')`);
  const { rows } = await tx.execute<{ is_whole: boolean }>(sql`
    select bool_and(
      ranges @> int8range(least(start_block, head_number + 1), head_number + 1)
    ) as is_whole
    from checkpoints
    join chains on chains.id = checkpoints.chain
    where checkpoints.chain = ${chain}`);
  const waiting = rows[0]?.is_whole
    ? await markAwaitingOrigin(tx, chain, { after: 0, upTo: UNIX_SECONDS_MAX })
    : 0;
  return (rowCount ?? 0) + waiting;
}

/** Later than any block. */
const UNIX_SECONDS_MAX = 2 ** 40;

function texts(values: readonly (string | null)[]): SQL {
  return sql`${sql.param(values)}::text[]`;
}

function bigints(values: readonly (bigint | string)[]): SQL {
  return sql`${sql.param(values.map(String))}::bigint[]`;
}

function integers(values: readonly (number | null)[]): SQL {
  return sql`${sql.param(values)}::integer[]`;
}
