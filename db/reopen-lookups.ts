import { sql, type SQL } from 'drizzle-orm';
import { bigints } from './arrays.ts';
import { stateOfLookup } from './close-answered.ts';
import type { Queryable } from './pool.ts';

/**
 * Opens the lookups again that legs of these events answer, because the events were orphaned or their legs are about to
 * change. Those that are answered still are closed when they are due, without a question.
 *
 * @param events selects ids of events
 */
export async function reopenLookups(tx: Queryable, events: SQL): Promise<void> {
  // Also those that are open: whoever closes one at this moment holds its row, and must not have the last word.
  await tx.execute(sql`
    update lookups
    set done = false, next_at = case when asking.canonical then now() end
    from events as answer
    join legs on legs.event_id = answer.id
    join links on links.event_id = answer.id,
      events as asking
    where answer.id in (${events})
      and lookups.key = links.key and lookups.step = legs.step and lookups.chain = answer.chain
      and asking.id = lookups.event_id`);
  // A view shares a link with the leg that asks, and may be another step than the one that is awaited.
  await tx.execute(sql`
    update lookups
    set done = false, next_at = case when asking.canonical then now() end
    from events as answer
    join links on links.event_id = answer.id
    join links as own on own.key = links.key,
      events as asking
    where answer.id in (${events}) and answer.asked
      and lookups.event_id = own.event_id and lookups.chain = answer.chain
      and answer.transaction = ${stateOfLookup}
      and asking.id = lookups.event_id`);
}

/**
 * After events were orphaned: what they asked is asked no more until they are back, and what they answered is open.
 *
 * @param events selects their ids
 */
export async function loosenLookups(tx: Queryable, events: SQL): Promise<void> {
  await tx.execute(sql`update lookups set next_at = null where event_id in (${events})`);
  await reopenLookups(tx, events);
}

/** Has the lookups of events asked that are canonical once more. */
export async function wakeLookups(tx: Queryable, events: readonly string[]): Promise<void> {
  if (events.length === 0) return;
  await tx.execute(sql`
    update lookups
    set next_at = now()
    where event_id = any(${bigints(events)}) and next_at is null`);
}
