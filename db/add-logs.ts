import { sql } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import { assert } from '../core/errors.ts';
import type { About, Link, Role } from '../core/leg.ts';
import { copyInto } from './copy.ts';
import { markLegs } from './mark-legs.ts';
import type { Queryable } from './pool.ts';
import type { IngestedLog } from './write-logs.ts';

/** Adds logs of which none is stored yet, with their legs, links and dirty marks. */
export async function addLogs(
  tx: Queryable,
  chain: ChainId,
  logs: readonly IngestedLog[],
): Promise<void> {
  if (logs.length === 0) return;
  const ids = await reserveIds(tx, logs.length);
  const legs: NewLeg[] = [];
  const links: NewLink[] = [];
  for (const [index, { protocol, leg }] of logs.entries()) {
    if (!leg) continue;
    const id = ids[index] ?? 0;
    legs.push({ id, protocol, ...leg });
    for (const link of leg.links) links.push({ id, link });
  }
  await copyEvents(tx, chain, logs, ids);
  await copyLegs(tx, legs);
  await copyLinks(tx, links);
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
  'topic0 topic1 topic2 topic3 data ordinal receipt_index protocol name error'
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
    row.hex(log.data);
    row.int4(log.ordinal);
    row.int4(log.receiptIndex);
    row.text(protocol);
    row.text(name);
    row.text(error);
  });
}

interface NewLeg {
  id: number;
  protocol: string;
  step: string;
  role: Role;
  about: About;
}

function copyLegs(tx: Queryable, legs: readonly NewLeg[]): Promise<void> {
  const columns = ['event_id', 'protocol', 'step', 'role', 'about'];
  return copyInto(tx, 'legs', columns, legs, (row, { id, protocol, step, role, about }) => {
    row.int8(id);
    row.text(protocol);
    row.text(step);
    row.text(role);
    row.jsonb(about);
  });
}

interface NewLink {
  id: number;
  link: Link;
}

function copyLinks(tx: Queryable, links: readonly NewLink[]): Promise<void> {
  return copyInto(tx, 'links', ['key', 'event_id', 'kind', 'rule'], links, (row, { id, link }) => {
    row.text(link.key);
    row.int8(id);
    row.text(link.kind);
    row.text(link.rule);
  });
}
