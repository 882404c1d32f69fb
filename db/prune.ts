import { sql } from 'drizzle-orm';
import type { Queryable } from './pool.ts';

/** Rows that one statement deletes at most, of each webhook where it is about these. */
const PRUNED_MAX = 1_000;

/**
 * Forgets some of what was delivered to webhooks so many days ago; the transitions themselves stay in the log. One that was
 * given up stays until it is replayed.
 *
 * @returns whether there may be more
 */
export async function pruneDeliveries(db: Queryable, { days }: { days: number }): Promise<boolean> {
  const { rows } = await db.execute(sql`
    delete from webhook_deliveries
    where id in (
      select old.id
      from webhooks
      cross join lateral (
        select id
        from webhook_deliveries
        where webhook_id = webhooks.id and state = 'delivered' and created_at < now() - ${days}::integer * interval '1 day'
          and settled_at < now() - ${days}::integer * interval '1 day'
        order by created_at
        limit ${PRUNED_MAX}
      ) as old
    )
    returning id`);
  return rows.length >= PRUNED_MAX;
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
