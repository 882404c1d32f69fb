import { sql } from 'drizzle-orm';
import type { Queryable } from './pool.ts';
import type { DeliveryState } from './types.ts';

/** Rows that one statement deletes at most. */
const PRUNED_MAX = 1_000;

/**
 * Forgets some of the deliveries to webhooks that were settled so many days ago; the transitions themselves stay in the log.
 *
 * @returns whether there may be more
 */
export async function pruneDeliveries(
  db: Queryable,
  { state, days }: { state: Exclude<DeliveryState, 'pending'>; days: number },
): Promise<boolean> {
  const isOld = sql`state = ${state} and settled_at < now() - ${days}::integer * interval '1 day'`;
  const { rowCount } = await db.execute(sql`
    delete from webhook_deliveries
    where ${isOld} and id = any(array(
      select id
      from webhook_deliveries
      where ${isOld}
      order by settled_at
      limit ${PRUNED_MAX}
      for update skip locked
    ))`);
  return (rowCount ?? 0) >= PRUNED_MAX;
}

/**
 * Forgets some of the hours that are so many days old; their days stay, and the operations themselves, so that what changes
 * brings its hour back until the next time.
 *
 * @returns whether there may be more
 */
export async function pruneHours(db: Queryable, { days }: { days: number }): Promise<boolean> {
  const { rows } = await db.execute(sql`
    delete from lane_times
    where ctid = any(array(
      select ctid
      from lane_times
      where grain = 'hour' and begins_at < now() - ${days}::integer * interval '1 day'
      order by begins_at
      limit ${PRUNED_MAX}
    ))
    returning 1`);
  return rows.length >= PRUNED_MAX;
}
