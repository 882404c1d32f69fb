import { sql, type SQL } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import type { Leg, Link } from '../core/leg.ts';
import type { Lookup } from '../core/lookup.ts';
import type { Call, Hex, RawLog } from '../core/raw-log.ts';
import { bigints, texts } from './arrays.ts';
import type { Queryable } from './pool.ts';

/** An event as it is stored: the log as the chain showed it, and what was made of it. */
export interface StoredLog {
  id: string;
  log: RawLog;
  protocol: string;
  name: string;
  error: string | null;
  leg: (Pick<Leg, 'step' | 'role' | 'outcome' | 'about' | 'links'> & { isFolded: boolean }) | null;
  /** What its leg asks other chains. */
  lookups: Lookup[];
}

/** Where a page of so many events ends that begins after an id; null if there is none up to `upTo`. */
export async function endOfPage(
  db: Queryable,
  { after, upTo, limit }: { after: bigint; upTo: bigint; limit: number },
): Promise<bigint | null> {
  const { rows } = await db.execute<{ last: string | null }>(sql`
    select max(id) as last
    from (select id from events where id > ${after} and id <= ${upTo} order by id limit ${limit}) as page`);
  return rows[0]?.last == null ? null : BigInt(rows[0].last);
}

/** The events of these protocols after one id and up to another one, by id. */
export function storedLogsBetween(
  db: Queryable,
  { after, upTo, protocols }: { after: bigint; upTo: bigint; protocols: readonly string[] },
): Promise<StoredLog[]> {
  return read(
    db,
    sql`events.id > ${after} and events.id <= ${upTo} and events.protocol = any(${texts(protocols)})`,
  );
}

/** These events; with a lock, nobody changes them until the transaction ends. */
export async function storedLogsOf(
  tx: Queryable,
  ids: readonly string[],
  { isLocked = false } = {},
): Promise<StoredLog[]> {
  if (isLocked) {
    await tx.execute(sql`
      select from events where id = any(${bigints(ids)}) order by id for no key update`);
  }
  return read(tx, sql`events.id = any(${bigints(ids)})`);
}

/**
 * Events of a chain's final blocks that answer lookups and were not looked at again yet; those after an id, by id. The
 * index of such events gives them, however many there ever were.
 */
export async function unverifiedAnswers(
  db: Queryable,
  chain: ChainId,
  { after, limit }: { after: bigint; limit: number },
): Promise<StoredLog[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    select id
    from events
    where chain = ${chain} and asked and canonical and not verified and id > ${after}
      and block_number <= (select finalized_number from chains where id = ${chain})
    order by id
    limit ${limit}`);
  if (rows.length === 0) return [];
  return storedLogsOf(
    db,
    rows.map(({ id }) => id),
  );
}

type LogRow = {
  id: string;
  chain: ChainId;
  block_number: string;
  block_hash: string;
  block_time: string;
  transaction: string;
  log_index: number;
  emitter: string;
  topics: Hex[];
  data: string;
  ordinal: number;
  receipt_index: number | null;
  call: Call | null;
  asked: boolean;
  protocol: string;
  name: string;
  error: string | null;
  step: string | null;
  role: Leg['role'];
  outcome: Leg['outcome'];
  about: Leg['about'];
  is_folded: boolean;
  links: Link[] | null;
  lookups: Lookup[] | null;
};

async function read(db: Queryable, condition: SQL): Promise<StoredLog[]> {
  const { rows } = await db.execute<LogRow>(sql`
    select events.id, events.chain, block_number, block_hash,
      extract(epoch from block_time)::bigint as block_time, transaction, log_index, emitter,
      array_remove(array[topic0, topic1, topic2, topic3], null) as topics, encode(data, 'hex') as data,
      ordinal, receipt_index, call, asked, events.protocol, name, error, legs.step, legs.role, legs.outcome, legs.about,
      operations.id is not null as is_folded,
      (
        select json_agg(json_build_object('key', key, 'kind', kind, 'rule', rule))
        from links
        where links.event_id = events.id
      ) as links,
      (select json_agg(body) from lookups where lookups.event_id = events.id) as lookups
    from events
    left join legs on legs.event_id = events.id
    left join operations on operations.id = legs.operation_id
    where ${condition}
    order by events.id`);
  return rows.map((row) => ({
    id: row.id,
    protocol: row.protocol,
    name: row.name,
    error: row.error,
    log: {
      emitter: row.emitter,
      topics: row.topics,
      data: `0x${row.data}`,
      ordinal: row.ordinal,
      receiptIndex: row.receipt_index,
      ...(row.call && { call: row.call }),
      ...(row.asked && { isAsked: true }),
      at: {
        chain: row.chain,
        blockNumber: BigInt(row.block_number),
        blockHash: row.block_hash,
        blockTime: Number(row.block_time),
        transaction: row.transaction,
        index: row.log_index,
      },
    },
    lookups: row.lookups ?? [],
    leg:
      row.step === null
        ? null
        : {
            step: row.step,
            role: row.role,
            outcome: row.outcome,
            about: row.about,
            links: row.links ?? [],
            isFolded: row.is_folded,
          },
  }));
}
