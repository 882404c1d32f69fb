import { sql } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import { bigints, integers, texts } from './arrays.ts';
import type { Queryable } from './pool.ts';
import { renewLegs } from './renew-legs.ts';
import type { IdentifiedLog } from './write-logs.ts';

/**
 * Writes logs again whose events are stored: they are canonical once more, and their legs and links take the form that
 * they were read in last, or go if they are no legs any more.
 */
export async function renewLogs(
  tx: Queryable,
  chain: ChainId,
  logs: readonly IdentifiedLog[],
): Promise<void> {
  if (logs.length === 0) return;
  await tx.execute(sql`
    update events
    set canonical = true, orphaned_at = null, name = read.name, error = read.error,
      topic1 = read.topic1, topic2 = read.topic2, topic3 = read.topic3, data = decode(substr(read.data, 3), 'hex'), ordinal = read.ordinal,
      receipt_index = coalesce(read.receipt_index, events.receipt_index)
    from unnest(
      ${bigints(logs.map(({ id }) => id))},
      ${texts(logs.map(({ name }) => name))},
      ${texts(logs.map(({ error }) => error))},
      ${integers(logs.map(({ log }) => log.receiptIndex))},
      ${texts(logs.map(({ log }) => log.topics[1] ?? null))},
      ${texts(logs.map(({ log }) => log.topics[2] ?? null))},
      ${texts(logs.map(({ log }) => log.topics[3] ?? null))},
      ${texts(logs.map(({ log }) => log.data))},
      ${integers(logs.map(({ log }) => log.ordinal))}
    ) as read (id, name, error, receipt_index, topic1, topic2, topic3, data, ordinal)
    where events.id = read.id`);
  await renewLegs(tx, logs, { type: 'event', chain });
}
