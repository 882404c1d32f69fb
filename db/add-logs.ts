import { sql } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import { assert } from '../core/errors.ts';
import { copyInto } from './copy.ts';
import { distinctLookups } from './distinct-lookups.ts';
import { markLegs } from './mark-legs.ts';
import type { Queryable } from './pool.ts';
import type { IngestedLog } from './write-logs.ts';

/** Adds logs of which none is stored yet, with their legs, links, lookups and dirty marks. */
export async function addLogs(
  tx: Queryable,
  chain: ChainId,
  logs: readonly IngestedLog[],
): Promise<void> {
  if (logs.length === 0) return;
  const ids = await reserveIds(tx, logs.length);
  await copyEvents(tx, chain, logs, ids);
  await copyLegs(tx, logs, ids);
  await copyLinks(tx, logs, ids);
  await copyLookups(tx, logs, ids);
  await markLegs(tx, chain, logs);
}

/** Ids for new events: their legs and links must name them before the database has given any. */
async function reserveIds(tx: Queryable, count: number): Promise<number[]> {
  const { rows } = await tx.execute<{ ids: string }>(sql`
    select array_agg(nextval('events_id_seq'))::text as ids from generate_series(1, ${count})`);
  const ids = rows[0]?.ids.slice(1, -1).split(',').map(Number) ?? [];
  assert(ids.length === count, `${count} ids were reserved, not ${ids.length}`);
  return ids;
}

const eventColumns = (
  'id chain block_number block_hash block_time transaction log_index emitter ' +
  'topic0 topic1 topic2 topic3 data ordinal receipt_index call asked protocol name error'
).split(' ');

function copyEvents(
  tx: Queryable,
  chain: ChainId,
  logs: readonly IngestedLog[],
  ids: readonly number[],
): Promise<void> {
  return copyInto(tx, 'events', eventColumns, logs, (row, entry, index) => {
    const { log, protocol, name, error } = entry;
    const { at, topics } = log;
    row.start();
    row.int8(ids[index] ?? 0);
    row.text(chain);
    row.int8(Number(at.blockNumber));
    row.text(at.blockHash);
    row.time(at.blockTime);
    row.text(at.transaction);
    row.int4(at.index);
    row.text(log.emitter);
    row.hex(topics[0]);
    row.hex(topics[1]);
    row.hex(topics[2]);
    row.hex(topics[3]);
    row.bytes(log.data);
    row.int4(log.ordinal);
    row.int4(log.receiptIndex);
    row.jsonb(log.call ?? null);
    row.bool(log.isAsked ?? false);
    row.text(protocol);
    row.text(name);
    row.text(error);
  });
}

function copyLegs(
  tx: Queryable,
  logs: readonly IngestedLog[],
  ids: readonly number[],
): Promise<void> {
  const columns = ['event_id', 'protocol', 'step', 'role', 'outcome', 'version', 'about'];
  return copyInto(tx, 'legs', columns, logs, (row, { protocol, leg }, index) => {
    if (!leg) return;
    row.start();
    row.int8(ids[index] ?? 0);
    row.text(protocol);
    row.text(leg.step);
    row.text(leg.role);
    row.text(leg.outcome);
    row.int4(leg.version);
    row.jsonb(leg.about);
  });
}

function copyLinks(
  tx: Queryable,
  logs: readonly IngestedLog[],
  ids: readonly number[],
): Promise<void> {
  const columns = ['key', 'event_id', 'kind', 'rule'];
  return copyInto(tx, 'links', columns, logs, (row, { leg }, index) => {
    for (const { key, kind, rule } of leg?.links ?? []) {
      row.start();
      row.text(key);
      row.int8(ids[index] ?? 0);
      row.text(kind);
      row.text(rule);
    }
  });
}

function copyLookups(
  tx: Queryable,
  logs: readonly IngestedLog[],
  ids: readonly number[],
): Promise<void> {
  const rows = logs.flatMap(({ lookups = [] }, index) =>
    distinctLookups(lookups).map((lookup) => ({ lookup, eventId: ids[index] ?? 0 })),
  );
  const columns = ['key', 'step', 'chain', 'event_id', 'body'];
  return copyInto(tx, 'lookups', columns, rows, (row, { lookup, eventId }) => {
    row.start();
    row.text(lookup.key);
    row.text(lookup.step);
    row.text(lookup.chain);
    row.int8(eventId);
    row.jsonb(lookup);
  });
}
