import { sql } from 'drizzle-orm';
import type { Queryable } from './pool.ts';
import type { DeliveryState } from './types.ts';

/** Deliveries that one statement forgets. */
const PRUNED_MAX = 1_000;

/**
 * Forgets the oldest of the deliveries that were settled so many days ago; the transitions themselves stay in the log.
 *
 * @returns whether there may be more
 */
export async function pruneDeliveries(
  db: Queryable,
  { state, days }: { state: Exclude<DeliveryState, 'pending'>; days: number },
): Promise<boolean> {
  const isOld = sql`state = ${state} and settled_at < now() - ${days}::float8 * interval '1 day'`;
  const { rowCount } = await db.execute(sql`
    delete from webhook_deliveries
    where ${isOld} and id in (
      select id
      from webhook_deliveries
      where ${isOld}
      order by settled_at
      limit ${PRUNED_MAX}
      for update skip locked
    )`);
  return (rowCount ?? 0) >= PRUNED_MAX;
}
