import { eq, sql } from 'drizzle-orm';
import { bigints, integers, texts } from './arrays.ts';
import type { Database, Queryable } from './pool.ts';
import { readTransitions, type ToldTransition } from './read-transitions.ts';
import { webhooks } from './schema.ts';
import { lockWebhook, orderDeliveries } from './webhook-order.ts';
import { interestOf } from './webhook-turns.ts';
import type { WebhookRow } from './webhooks.ts';

/** Open deliveries that a webhook may have: beyond them the log itself is what waits. */
const OPEN_MAX = 5_000;
/** What one transaction looks through, and inserts. */
const LOOKED_AT_MAX = 5_000;
const INSERTED_MAX = 500;

/**
 * Makes deliveries of the next transitions that a webhook is told of, and moves its position past them, in one transaction.
 * `seq` is in the order of commits, so that nothing appears below a position later.
 *
 * @returns whether there is more to be made; null if there is room for none, or no such webhook that is enabled
 */
export async function fillOutbox(db: Database, webhookId: string): Promise<boolean | null> {
  return db.transaction(async (tx) => {
    const webhook = await lockWebhook(tx, webhookId);
    if (!webhook?.enabled || (await isFull(tx, webhookId))) return null;
    const { position, replayAfter, replayThrough } = webhook;
    const { rows } = await tx.execute<{ latest: string }>(sql`
      select coalesce(max(seq), 0)::text as latest from transitions`);
    const latest = BigInt(rows[0]?.latest ?? 0);
    const told = await insertStretch(tx, webhook, { after: position, through: latest });
    const again =
      replayAfter !== null && replayThrough !== null
        ? await insertStretch(tx, webhook, { after: replayAfter, through: replayThrough })
        : null;
    const isOver = again === replayThrough;
    await tx
      .update(webhooks)
      .set({
        position: told,
        replayAfter: isOver ? null : again,
        replayThrough: isOver ? null : replayThrough,
      })
      .where(eq(webhooks.id, webhookId));
    return told < latest || !isOver;
  });
}

async function isFull(tx: Queryable, webhookId: string): Promise<boolean | null> {
  const { rows } = await tx.execute<{ open: number }>(sql`
    select count(*)::int as open
    from (
      select from webhook_deliveries
      where webhook_id = ${webhookId} and state = 'pending'
      limit ${OPEN_MAX}
    ) as first`);
  return (rows[0]?.open ?? 0) >= OPEN_MAX;
}

/** @returns up to where it is done */
async function insertStretch(
  tx: Queryable,
  webhook: WebhookRow,
  { after, through }: { after: bigint; through: bigint },
): Promise<bigint> {
  if (after >= through) return through < after ? after : through;
  const end = after + BigInt(LOOKED_AT_MAX) < through ? after + BigInt(LOOKED_AT_MAX) : through;
  const { rows, through: told } = await readTransitions(tx, interestOf(webhook), {
    after,
    through: end,
    limit: INSERTED_MAX,
  });
  await insertDeliveries(tx, webhook.id, rows);
  return told;
}

/** The id is that of the transition for this webhook, so that a replay is known for what it repeats. */
async function insertDeliveries(
  tx: Queryable,
  webhookId: string,
  rows: readonly ToldTransition[],
): Promise<void> {
  if (rows.length === 0) return;
  const operationIds = rows.map(({ operationId }) => operationId);
  await tx.execute(sql`
    insert into webhook_deliveries (id, webhook_id, seq, operation_id, version)
    select ${webhookId} || '_' || seq, ${webhookId}, seq, operation_id, version
    from unnest(
      ${bigints(rows.map(({ seq }) => seq))},
      ${texts(operationIds)},
      ${integers(rows.map(({ version }) => version))}
    ) as told (seq, operation_id, version)
    on conflict (id) do update
    set state = 'pending', tries = 0, failing_since = null, settled_at = null
    where webhook_deliveries.state <> 'pending'`);
  await orderDeliveries(tx, webhookId, [...new Set(operationIds)]);
}
