import { sql } from 'drizzle-orm';
import type { Queryable } from './pool.ts';

/** How long a delivery is shown after it was delivered. One that was given up stays until it is replayed. */
const KEPT = '7 days';
const PRUNED_MAX = 1_000;

/** Forgets some of what was delivered long ago; the transitions themselves stay in the log. */
export async function pruneDeliveries(db: Queryable, webhookId: string): Promise<void> {
  await db.execute(sql`
    delete from webhook_deliveries
    where id in (
      select id
      from webhook_deliveries
      where webhook_id = ${webhookId} and state = 'delivered' and created_at < now() - ${KEPT}::interval
        and settled_at < now() - ${KEPT}::interval
      limit ${PRUNED_MAX}
    )`);
}
