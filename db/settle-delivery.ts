import { and, eq, sql } from 'drizzle-orm';
import type { Database, Queryable } from './pool.ts';
import { webhookDeliveries as deliveries, webhooks } from './schema.ts';
import type { FailureReason, WebhookDisabledReason } from './types.ts';
import { lockWebhook, orderDeliveries } from './webhook-order.ts';
import { after, type WebhookRow } from './webhooks.ts';

/** A delivery that this process is to send. */
export interface ClaimedDelivery {
  id: string;
  webhookId: string;
  /** Null for a ping. */
  seq: bigint | null;
  operationId: string | null;
  /** The number of this try. */
  tries: number;
}

/**
 * Takes the next delivery that is due, or the next ping. Whoever dies with it loses it when the lease is over, and it is sent
 * again.
 */
export async function claimDelivery(
  db: Queryable,
  { webhookId, isPing, leaseMs }: { webhookId: string; isPing: boolean; leaseMs: number },
): Promise<ClaimedDelivery | null> {
  const { rows } = await db.execute<{
    id: string;
    seq: string | null;
    operation_id: string | null;
    tries: number;
  }>(sql`
    update webhook_deliveries
    set tries = tries + 1, next_at = ${after(leaseMs)}, last_tried_at = now()
    where id = (
      select id
      from webhook_deliveries
      where webhook_id = ${webhookId} and state = 'pending' and next_at <= now()
        and ${isPing ? sql`seq is null` : sql`seq is not null`}
      order by next_at, seq
      limit 1
      for update skip locked
    )
    returning id, seq, operation_id, tries`);
  return (
    rows.map(({ id, seq, operation_id, tries }) => ({
      id,
      webhookId,
      seq: seq === null ? null : BigInt(seq),
      operationId: operation_id,
      tries,
    }))[0] ?? null
  );
}

/** Gives a delivery back that was not sent to the end: whoever is told to stop has not failed. */
export async function giveBack(db: Queryable, { id, tries }: ClaimedDelivery): Promise<void> {
  await db
    .update(deliveries)
    .set({
      tries: tries - 1,
      nextAt: sql`case when ${deliveries.nextAt} is not null then now() end`,
    })
    .where(isOurs({ id, tries }));
}

const isOurs = ({ id, tries }: Pick<ClaimedDelivery, 'id' | 'tries'>) =>
  and(eq(deliveries.id, id), eq(deliveries.state, 'pending'), eq(deliveries.tries, tries));

/** What came of a try. */
export type TryResult =
  | { type: 'delivered'; status: number }
  | {
      type: 'failed';
      status: number | null;
      reason: FailureReason;
      /** Until it is tried again. */
      pauseMs: number;
      /** How long its receiver asks to be left alone. */
      retryAfterMs: number | null;
      isGone: boolean;
    }
  /** Nothing was sent, and its receiver has no part in that. */
  | {
      type: 'unsent';
      reason: FailureReason;
      /** Until it is tried again; null if that would be in vain. */
      pauseMs: number | null;
    };

/** For how long what fails is tried, and from how many failures on a webhook counts as away. */
export interface Patience {
  patienceMs: number;
  /** It is tried so often at least: while no jobs ran, no time was its own. */
  triesMin: number;
  disableAfterMs: number;
  /** A pause between two failures that is longer is no time of failing: nothing was tried in it. */
  gapMs: number;
  failuresMax: number;
  /** How long nothing is sent to a webhook after so many failures in a row. */
  quietMs: (failed: { failures: number; retryAfterMs: number | null }) => number;
}

/** What became of a delivery, and of its webhook. */
export interface Settled {
  state: 'delivered' | 'pending' | 'dead';
  /** Failures of the webhook in a row, this one included. */
  failures: number;
  /** Until anything is sent to the webhook again. */
  quietMs: number;
  disabled: WebhookDisabledReason | null;
}

/**
 * Writes what came of a try, in one transaction with what follows from it for its operation's next delivery and for the webhook.
 *
 * @returns null if it is no longer ours: its lease ran out, or its webhook is gone
 */
export async function settleDelivery(
  db: Database,
  delivery: ClaimedDelivery,
  { result, patience }: { result: TryResult; patience: Patience },
): Promise<Settled | null> {
  return db.transaction(async (tx) => {
    const webhook = await lockWebhook(tx, delivery.webhookId);
    if (!webhook) return null;
    const state = await writeResult(tx, delivery, { result, patience });
    if (!state) return null;
    if (state !== 'pending' && delivery.operationId !== null) {
      await orderDeliveries(tx, webhook.id, [delivery.operationId]);
    }
    if (result.type === 'delivered') {
      await noteSuccess(tx, webhook, patience);
      return { state, failures: 0, quietMs: 0, disabled: null };
    }
    // A ping is asked for to see whether it fails.
    if (delivery.seq === null || result.type === 'unsent') {
      return { state, failures: webhook.failures, quietMs: 0, disabled: null };
    }
    // By the failures that there are now: others that were under way have failed or arrived since this one began.
    const failures = webhook.failures + 1;
    const quietMs = patience.quietMs({ failures, retryAfterMs: result.retryAfterMs });
    const disabled = await noteFailure(tx, webhook, { result, quietMs, patience });
    return { state, failures, quietMs, disabled };
  });
}

async function writeResult(
  tx: Queryable,
  delivery: ClaimedDelivery,
  { result, patience }: { result: TryResult; patience: Patience },
): Promise<Settled['state'] | null> {
  if (result.type === 'delivered') {
    const { rowCount } = await tx
      .update(deliveries)
      .set({
        state: 'delivered',
        nextAt: null,
        failingSince: null,
        lastStatus: result.status,
        lastReason: null,
        settledAt: sql`now()`,
      })
      // Also one that was sent twice since a lease ran out: it has arrived.
      .where(and(eq(deliveries.id, delivery.id), eq(deliveries.state, 'pending')));
    return rowCount === 1 ? 'delivered' : null;
  }
  const isDead =
    result.pauseMs === null
      ? sql`true`
      : sql`(${deliveries.seq} is null or ${deliveries.tries} >= ${patience.triesMin} and
          coalesce(${deliveries.failingSince}, now()) + ${patience.patienceMs}::float8 * interval '1 millisecond' <= now())`;
  const [row] = await tx
    .update(deliveries)
    .set({
      state: sql`case when ${isDead} then 'dead' else 'pending' end`,
      nextAt: sql`case
        when ${isDead} then null
        -- One that must wait for another one since a replay has no time of its own.
        when ${deliveries.nextAt} is not null then ${after(result.pauseMs ?? 0)}
      end`,
      settledAt: sql`case when ${isDead} then now() end`,
      failingSince: sql`coalesce(${deliveries.failingSince}, now())`,
      lastStatus: result.type === 'failed' ? result.status : null,
      lastReason: result.reason,
    })
    .where(isOurs(delivery))
    .returning({ state: deliveries.state });
  return row?.state ?? null;
}

/** A try begins by so much earlier, at most, than its failure is written. */
const ONE_TRY = '1 minute';

/** The first success after an outage has everything tried at once that failed in it. */
async function noteSuccess(
  tx: Queryable,
  { id, failures, failingSince }: WebhookRow,
  { failuresMax }: Patience,
): Promise<void> {
  if (failures === 0) return;
  await tx
    .update(webhooks)
    .set({
      failures: 0,
      failingSince: null,
      failedAt: null,
      failedForMs: 0,
      pausedUntil: sql`now()`,
    })
    .where(eq(webhooks.id, id));
  if (failures < failuresMax || !failingSince) return;
  await tx
    .update(deliveries)
    .set({ nextAt: sql`least(${deliveries.nextAt}, now())` })
    .where(
      and(
        eq(deliveries.webhookId, id),
        eq(deliveries.state, 'pending'),
        sql`${deliveries.nextAt} is not null`,
        sql`${deliveries.lastTriedAt} >= ${failingSince}::timestamptz - ${ONE_TRY}::interval`,
      ),
    );
}

async function noteFailure(
  tx: Queryable,
  { id, disabledAt }: WebhookRow,
  {
    result: { isGone },
    quietMs,
    patience: { disableAfterMs, gapMs },
  }: { result: Extract<TryResult, { type: 'failed' }>; quietMs: number; patience: Patience },
): Promise<WebhookDisabledReason | null> {
  const [row] = await tx
    .update(webhooks)
    .set({
      failures: sql`${webhooks.failures} + 1`,
      failingSince: sql`coalesce(${webhooks.failingSince}, now())`,
      failedAt: sql`now()`,
      failedForMs: sql`${webhooks.failedForMs} + least(
        ${gapMs}::float8,
        coalesce(extract(epoch from now() - ${webhooks.failedAt}) * 1000, 0)
      )`,
      pausedUntil: sql`greatest(${webhooks.pausedUntil}, ${after(quietMs)})`,
    })
    .where(eq(webhooks.id, id))
    .returning({ failedForMs: webhooks.failedForMs });
  const isLong = (row?.failedForMs ?? 0) >= disableAfterMs;
  const reason = isGone ? 'gone' : isLong ? 'failing' : null;
  if (reason === null || disabledAt) return null;
  await tx
    .update(webhooks)
    .set({ enabled: false, disabledReason: reason, disabledAt: sql`now()` })
    .where(eq(webhooks.id, id));
  return reason;
}
