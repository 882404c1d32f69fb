import { sql } from 'drizzle-orm';
import type { Queryable } from './pool.ts';
import type { Quality } from './read-transitions.ts';
import { fromStoredFilter } from './stored-filter.ts';
import type { WebhookRow } from './webhooks.ts';
import { after } from './webhooks.ts';

/** A webhook that this process may send to, until its lease is over. */
export interface WebhookTurn {
  id: string;
  url: string;
  /** Those to sign with, as `secretBox` keeps them, the newest first. */
  secrets: string[];
  quality: Quality;
  /** Only a ping may be sent: it is off, or left alone for a while. */
  isPingOnly: boolean;
  /** Tries in a row that failed. */
  failures: number;
  /** Names the lease. */
  lease: string;
}

/**
 * Takes the turn of the webhook that has waited the longest and for which there is something to do: over all processes, one
 * sends to it. Whoever dies in it loses it when the lease is over.
 *
 * @returns null if there is nothing to do, or others have it all
 */
export async function claimWebhook(
  db: Queryable,
  { leaseMs }: { leaseMs: number },
): Promise<WebhookTurn | null> {
  const { rows } = await db.execute<{
    id: string;
    url: string;
    quality: Quality;
    secret: string;
    former_secret: string | null;
    is_ping_only: boolean;
    failures: number;
    lease: string;
  }>(sql`
    update webhooks
    set leased_until = ${after(leaseMs)}
    where id = (
      select id
      from webhooks
      where leased_until <= now() and (
        exists (
          select
          from webhook_deliveries
          where webhook_id = webhooks.id and state = 'pending' and seq is null and next_at <= now()
        )
        or (enabled and paused_until <= now() and (
          position < (select max(seq) from transitions)
          or replay_after < replay_through
          or exists (
            select
            from webhook_deliveries
            where webhook_id = webhooks.id and state = 'pending' and next_at <= now()
          )
        ))
      )
      order by leased_until
      limit 1
      for update skip locked
    )
    returning id, url, quality, secret, failures, leased_until::text as lease,
      case when former_secret_until > now() then former_secret end as former_secret,
      not enabled or paused_until > now() as is_ping_only`);
  return (
    rows.map(({ secret, former_secret, is_ping_only, ...row }) => ({
      ...row,
      secrets: former_secret === null ? [secret] : [secret, former_secret],
      isPingOnly: is_ping_only,
    }))[0] ?? null
  );
}

/** Whether any webhook could be sent to now: one whose turn is under way finds by itself what is new. */
export async function isAnyFree(db: Queryable): Promise<boolean> {
  const { rows } = await db.execute<{ is_any: boolean }>(sql`
    select exists (
      select from webhooks where enabled and leased_until <= now() and paused_until <= now()
    ) as is_any`);
  return rows[0]?.is_any ?? false;
}

/** Ends a turn; the next one may begin after a pause. A lease that was lost meanwhile is somebody else's. */
export async function endTurn(
  db: Queryable,
  { id, lease }: WebhookTurn,
  { pauseMs }: { pauseMs: number },
): Promise<void> {
  await db.execute(sql`
    update webhooks
    set leased_until = now(), paused_until = greatest(paused_until, ${after(pauseMs)})
    where id = ${id} and leased_until = ${lease}::timestamptz`);
}

/** What a webhook is told of, as `readTransitions` takes it. */
export function interestOf({ conditions, quality }: Pick<WebhookRow, 'conditions' | 'quality'>) {
  return { filter: fromStoredFilter(conditions), quality };
}
