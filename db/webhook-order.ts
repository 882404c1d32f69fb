import { eq, sql } from 'drizzle-orm';
import { texts } from './arrays.ts';
import type { Queryable } from './pool.ts';
import { webhooks } from './schema.ts';

/**
 * Locks a webhook until the transaction ends. Whoever inserts, settles or replays its deliveries does so: else one that waits
 * for another might not see that it is over.
 */
export async function lockWebhook(tx: Queryable, id: string) {
  const [row] = await tx.select().from(webhooks).where(eq(webhooks.id, id)).for('update');
  return row ?? null;
}

/**
 * Sees to it that of the open deliveries of each of these operations the first has a time and no other: what comes later waits
 * until it was delivered or given up.
 *
 * @param operationIds null for all operations
 */
export async function orderDeliveries(
  tx: Queryable,
  webhookId: string,
  operationIds: readonly string[] | null,
): Promise<void> {
  const theirs = sql`webhook_id = ${webhookId} and state = 'pending'
    and (${operationIds === null} or operation_id = any(${texts(operationIds ?? [])}))`;
  const isFirst = sql`not exists (
    select
    from webhook_deliveries as earlier
    where earlier.webhook_id = webhook_deliveries.webhook_id
      and earlier.operation_id = webhook_deliveries.operation_id
      and earlier.state = 'pending' and earlier.seq < webhook_deliveries.seq
  )`;
  await tx.execute(sql`
    update webhook_deliveries
    set next_at = null
    where ${theirs} and next_at is not null and not (${isFirst})`);
  await tx.execute(sql`
    update webhook_deliveries
    set next_at = now()
    where ${theirs} and next_at is null and ${isFirst}`);
}
