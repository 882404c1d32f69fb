import type { DeliveryRow } from '../db/webhook-deliveries.ts';
import type { WebhookRow } from '../db/webhooks.ts';
import type { DeliveryAnswer, WebhookAnswer } from './schemas/webhooks.ts';

/** A webhook as the API shows it: never its secret. */
export function presentWebhook(
  row: WebhookRow,
  { counts, now }: { counts: { pending: number; dead: number } | undefined; now: Date },
): WebhookAnswer {
  const later = (time: Date | null) => (time && time > now ? time.toISOString() : null);
  return {
    id: row.id,
    url: row.url,
    description: row.description,
    filter: row.filter,
    quality: row.quality,
    enabled: row.enabled,
    disabled: row.disabledAt && {
      reason: row.disabledReason ?? 'by_request',
      since: row.disabledAt.toISOString(),
    },
    failing: row.failingSince && {
      since: row.failingSince.toISOString(),
      failures: row.failures,
    },
    pausedUntil: row.failures > 0 ? later(row.pausedUntil) : null,
    formerSecretUntil: later(row.formerSecretUntil),
    position: row.position.toString(),
    replay:
      row.replayAfter === null || row.replayThrough === null
        ? null
        : { after: row.replayAfter.toString(), through: row.replayThrough.toString() },
    pending: counts?.pending ?? 0,
    dead: counts?.dead ?? 0,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** A delivery as the API shows it. */
export function presentDelivery(row: DeliveryRow): DeliveryAnswer {
  return {
    id: row.id,
    type: row.seq === null ? 'ping' : 'operation.transition',
    seq: row.seq?.toString() ?? null,
    operation: row.operationId,
    version: row.version,
    state: row.state,
    tries: row.tries,
    nextTryAt: row.nextAt?.toISOString() ?? null,
    lastTriedAt: row.lastTriedAt?.toISOString() ?? null,
    status: row.lastStatus,
    reason: row.lastReason,
    createdAt: row.createdAt.toISOString(),
    settledAt: row.settledAt?.toISOString() ?? null,
  };
}
