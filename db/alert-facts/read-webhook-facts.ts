import { sql } from 'drizzle-orm';
import type { WebhookFacts } from '../../core/alerts/rules/webhook-dead-letters.ts';
import type { Queryable } from '../pool.ts';

/** No more than this is counted of one webhook. */
const DEAD_MAX = 10_000;

/** How much was given up of each webhook, and whether it was turned off by itself; those without either are left out. */
export async function readWebhookFacts(db: Queryable): Promise<WebhookFacts[]> {
  const { rows } = await db.execute<{
    id: string;
    description: string;
    dead: number;
    disabled_reason: string | null;
  }>(sql`
    select id, description, disabled_reason, given_up.dead
    from webhooks
    cross join lateral (
      select count(*)::int as dead
      from (
        select
        from webhook_deliveries
        where webhook_id = webhooks.id and state = 'dead' and seq is not null
        limit ${DEAD_MAX}
      ) as first_ones
    ) as given_up
    where given_up.dead > 0 or disabled_reason is not null
    order by id`);
  return rows.map(({ disabled_reason, ...row }) => ({ ...row, disabledReason: disabled_reason }));
}
