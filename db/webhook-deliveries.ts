import { and, asc, desc, eq, inArray, sql, type SQL } from 'drizzle-orm';
import type { Database, Queryable } from './pool.ts';
import { webhookDeliveries as deliveries, webhooks } from './schema.ts';
import type { DeliveryState } from './types.ts';
import { lockWebhook, orderDeliveries } from './webhook-order.ts';

export type DeliveryRow = typeof deliveries.$inferSelect;

/** Where a page of deliveries ends. */
export interface DeliveryPageEnd {
  createdMicros: string;
  id: string;
}

/** One page of a webhook's deliveries, the latest first. */
export async function listDeliveries(
  db: Queryable,
  {
    webhookId,
    state,
    limit,
    after,
  }: {
    webhookId: string;
    state: DeliveryState | null;
    limit: number;
    after: DeliveryPageEnd | null;
  },
): Promise<{ rows: DeliveryRow[]; end: DeliveryPageEnd | null }> {
  const createdMicros = sql<string>`(extract(epoch from ${deliveries.createdAt}) * 1000000)::bigint::text`;
  const rows = await db
    .select({ row: deliveries, createdMicros })
    .from(deliveries)
    .where(
      and(
        eq(deliveries.webhookId, webhookId),
        state ? eq(deliveries.state, state) : undefined,
        after ? isAfter(after) : undefined,
      ),
    )
    .orderBy(desc(deliveries.createdAt), desc(deliveries.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const end =
    rows.length > limit && last ? { createdMicros: last.createdMicros, id: last.row.id } : null;
  return { rows: page.map(({ row }) => row), end };
}

function isAfter({ createdMicros, id }: DeliveryPageEnd): SQL {
  return sql`(${deliveries.createdAt}, ${deliveries.id}) <
    (timestamptz 'epoch' + ${createdMicros}::bigint * interval '1 microsecond', ${id})`;
}

/** A delivery of a webhook, by its ids. */
export interface DeliveryRef {
  webhookId: string;
  id: string;
}

const isRef = ({ webhookId, id }: DeliveryRef) =>
  and(eq(deliveries.webhookId, webhookId), eq(deliveries.id, id));

export async function findDelivery(db: Queryable, ref: DeliveryRef): Promise<DeliveryRow | null> {
  const [row] = await db.select().from(deliveries).where(isRef(ref));
  return row ?? null;
}

/** Has a ping sent, once, whatever the webhook's state. */
export async function addPing(db: Queryable, { webhookId, id }: DeliveryRef): Promise<void> {
  await db.insert(deliveries).values({ id, webhookId, nextAt: sql`now()` });
}

/** What a replay makes of a delivery: as if it had never been tried, under its old id. */
const anew = {
  state: 'pending' as const,
  tries: 0,
  failingSince: null,
  nextAt: null,
  settledAt: null,
};

/** Sends a delivery again. One that is open already is tried at once, if no other one goes first. */
export async function replayDelivery(db: Database, ref: DeliveryRef): Promise<DeliveryRow | null> {
  return db.transaction(async (tx) => {
    if (!(await lockWebhook(tx, ref.webhookId))) return null;
    const found = await findDelivery(tx, ref);
    if (!found) return null;
    if (found.operationId === null) {
      await tx
        .update(deliveries)
        .set({ ...anew, nextAt: sql`now()` })
        .where(isRef(ref));
    } else {
      await tx.update(deliveries).set(anew).where(isRef(ref));
      await orderDeliveries(tx, ref.webhookId, [found.operationId]);
    }
    return findDelivery(tx, ref);
  });
}

/** One call replays so many; the next call the next ones. */
const REPLAYED_MAX = 10_000;

/** Sends again what was given up, the oldest first. */
export async function replayDead(
  db: Database,
  webhookId: string,
): Promise<{ replayed: number; left: number } | null> {
  return db.transaction(async (tx) => {
    if (!(await lockWebhook(tx, webhookId))) return null;
    const isDead = and(
      eq(deliveries.webhookId, webhookId),
      eq(deliveries.state, 'dead'),
      sql`${deliveries.seq} is not null`,
    );
    const oldest = tx
      .select({ id: deliveries.id })
      .from(deliveries)
      .where(isDead)
      .orderBy(asc(deliveries.seq))
      .limit(REPLAYED_MAX);
    const { rowCount } = await tx
      .update(deliveries)
      .set(anew)
      .where(inArray(deliveries.id, oldest));
    await orderDeliveries(tx, webhookId, null);
    return { replayed: rowCount ?? 0, left: await tx.$count(deliveries, isDead) };
  });
}

/**
 * Has a stretch of the log told once more, as the webhook's filter is now: also what it was never told. What is above its
 * position it is told anyway.
 *
 * @returns `busy` while another stretch is being told again; null if there is no such webhook
 */
export async function replayStretch(
  db: Database,
  webhookId: string,
  { after, through }: { after: bigint; through: bigint },
): Promise<'busy' | 'begun' | null> {
  return db.transaction(async (tx) => {
    const webhook = await lockWebhook(tx, webhookId);
    if (!webhook) return null;
    if (webhook.replayThrough !== null) return 'busy';
    const end = through < webhook.position ? through : webhook.position;
    if (after < end) {
      await tx
        .update(webhooks)
        .set({ replayAfter: after, replayThrough: end, updatedAt: sql`now()` })
        .where(eq(webhooks.id, webhookId));
    }
    return 'begun';
  });
}
