import { sql } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import { bigints, booleans, integers, texts } from './arrays.ts';
import { markEvents } from './mark-events.ts';
import type { Queryable } from './pool.ts';
import { wakeLookups } from './reopen-lookups.ts';
import { renewLegs } from './renew-legs.ts';
import type { Cause } from './types.ts';
import type { IdentifiedLog } from './write-logs.ts';

/**
 * Writes logs again whose events are stored: they are canonical once more, and their legs and links take the form that
 * they were read in last, or go if they are no legs any more; so does the protocol, which may have got a contract of another. A
 * reading that shows the call which once answered a lookup
 * knows less than the answer did: that one's leg stays.
 */
export async function renewLogs(
  tx: Queryable,
  chain: ChainId,
  logs: readonly IdentifiedLog[],
): Promise<void> {
  if (logs.length === 0) return;
  const { rows } = await tx.execute<{ id: string; is_kept: boolean }>(sql`
    update events
    set canonical = true, orphaned_at = null, protocol = read.protocol,
      name = case when events.asked > read.asked then events.name else read.name end,
      error = case when events.asked > read.asked then events.error else read.error end,
      topic1 = read.topic1, topic2 = read.topic2, topic3 = read.topic3, data = decode(substr(read.data, 3), 'hex'), ordinal = read.ordinal,
      receipt_index = coalesce(read.receipt_index, events.receipt_index),
      call = coalesce(read.call::jsonb, events.call),
      asked = events.asked or read.asked
    from unnest(
      ${bigints(logs.map(({ id }) => id))},
      ${texts(logs.map(({ protocol }) => protocol))},
      ${texts(logs.map(({ name }) => name))},
      ${texts(logs.map(({ error }) => error))},
      ${integers(logs.map(({ log }) => log.receiptIndex))},
      ${texts(logs.map(({ log }) => log.topics[1] ?? null))},
      ${texts(logs.map(({ log }) => log.topics[2] ?? null))},
      ${texts(logs.map(({ log }) => log.topics[3] ?? null))},
      ${texts(logs.map(({ log }) => log.data))},
      ${integers(logs.map(({ log }) => log.ordinal))},
      ${texts(logs.map(({ log }) => (log.call ? JSON.stringify(log.call) : null)))},
      ${booleans(logs.map(({ log }) => log.isAsked ?? false))}
    ) as read (id, protocol, name, error, receipt_index, topic1, topic2, topic3, data, ordinal, call, asked)
    where events.id = read.id
    returning events.id, events.asked > read.asked as is_kept`);
  await wakeLookups(
    tx,
    rows.map(({ id }) => id),
  );
  const kept = new Set(rows.flatMap(({ id, is_kept }) => (is_kept ? id : [])));
  const cause: Cause = { type: 'event', chain };
  await renewLegs(
    tx,
    logs.filter(({ id }) => !kept.has(id)),
    cause,
  );
  await markEvents(tx, [...kept], cause);
}
