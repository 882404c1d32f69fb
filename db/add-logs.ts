import { sql } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import { assert } from '../core/errors.ts';
import { copyInto, copyText } from './copy.ts';
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
  const timeOf = createTimes();
  await copyInto(
    tx,
    `events (id, chain, block_number, block_hash, block_time, transaction, log_index, emitter,
      topic0, topic1, topic2, topic3, data, ordinal, receipt_index, protocol, name, error)`,
    logs,
    ({ log, protocol, name, error }, index) => {
      const { at, topics, data } = log;
      const place = `${ids[index]}\t${chain}\t${at.blockNumber}\t${at.blockHash}\t${timeOf(at.blockTime)}`;
      // Topics and data are hex: nothing to escape.
      const content = `${topics[0] ?? '\\N'}\t${topics[1] ?? '\\N'}\t${topics[2] ?? '\\N'}\t${topics[3] ?? '\\N'}\t${data}`;
      const within = `${at.transaction}\t${at.index}\t${log.emitter}`;
      const meaning = `${protocol}\t${name}\t${copyText(error)}`;
      return `${place}\t${within}\t${content}\t${log.ordinal}\t${log.receiptIndex ?? '\\N'}\t${meaning}`;
    },
  );
  const legs: string[] = [];
  const links: string[] = [];
  for (const [index, { protocol, leg }] of logs.entries()) {
    if (!leg) continue;
    const id = ids[index];
    legs.push(
      `${id}\t${protocol}\t${leg.step}\t${leg.role}\t${copyText(JSON.stringify(leg.about))}`,
    );
    for (const { key, kind, rule } of leg.links) {
      links.push(`${copyText(key)}\t${id}\t${kind}\t${copyText(rule)}`);
    }
  }
  await copyInto(tx, 'legs (event_id, protocol, step, role, about)', legs, asItIs);
  await copyInto(tx, 'links (key, event_id, kind, rule)', links, asItIs);
  await markLegs(tx, chain, logs);
}

const asItIs = (row: string) => row;

/** Ids for new events: their legs and links must name them before the database has given any. */
async function reserveIds(tx: Queryable, count: number): Promise<string[]> {
  const { rows } = await tx.execute<{ ids: string }>(sql`
    select array_agg(nextval('events_id_seq'))::text as ids from generate_series(1, ${count})`);
  const ids = rows[0]?.ids.slice(1, -1).split(',') ?? [];
  assert(ids.length === count, `${count} ids were reserved`);
  return ids;
}

/** Unix seconds as text, worked out once for all logs of a block. */
function createTimes(): (seconds: number) => string {
  let last = { seconds: -1, text: '' };
  return (seconds) => {
    if (last.seconds !== seconds) last = { seconds, text: new Date(seconds * 1000).toISOString() };
    return last.text;
  };
}
