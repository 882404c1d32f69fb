import { randomBytes } from 'node:crypto';
import { asc, eq, sql, type SQL } from 'drizzle-orm';
import { texts } from './arrays.ts';
import type { OperationFilter } from './operation-filter.ts';
import type { Database, Queryable } from './pool.ts';
import type { Quality } from './read-transitions.ts';
import { webhooks } from './schema.ts';
import { toStoredFilter } from './stored-filter.ts';

export type WebhookRow = typeof webhooks.$inferSelect;

/** What a webhook is told of: a filter as it was handed in and as rows are asked, and the quality. */
export interface WebhookInterest {
  filter: Record<string, string>;
  conditions: OperationFilter;
  quality: Quality;
}

/** As many as one installation is to have. */
export const WEBHOOKS_MAX = 100;

/**
 * Makes a webhook, which is told of what happens from now on.
 *
 * @param secret as `secretBox` keeps it
 * @returns null if there are as many as there may be
 */
export async function createWebhook(
  db: Database,
  {
    interest: { filter, conditions, quality },
    ...own
  }: { url: string; description: string; secret: string; interest: WebhookInterest },
): Promise<WebhookRow | null> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('midflight webhooks', 0))`);
    if ((await tx.$count(webhooks)) >= WEBHOOKS_MAX) return null;
    const [row] = await tx
      .insert(webhooks)
      .values({
        id: `wh_${randomBytes(8).toString('hex')}`,
        ...own,
        filter,
        conditions: toStoredFilter(conditions),
        quality,
        position: sql`(select coalesce(max(seq), 0) from transitions)`,
      })
      .returning();
    return row ?? null;
  });
}

export async function listWebhooks(db: Queryable): Promise<WebhookRow[]> {
  return db.select().from(webhooks).orderBy(asc(webhooks.createdAt), asc(webhooks.id));
}

export async function findWebhook(db: Queryable, id: string): Promise<WebhookRow | null> {
  const [row] = await db.select().from(webhooks).where(eq(webhooks.id, id));
  return row ?? null;
}

/** What is changed of a webhook; what is absent stays. */
export interface WebhookChange {
  url?: string | undefined;
  description?: string | undefined;
  interest?: Partial<WebhookInterest> | undefined;
  enabled?: boolean | undefined;
  /** A new secret, sealed; the one before signs as well for so long. */
  secret?: { sealed: string; overlapMs: number } | undefined;
}

/** Turning a webhook on again has it go on where it stopped, at once. */
export async function changeWebhook(
  db: Queryable,
  id: string,
  { url, description, interest, enabled, secret }: WebhookChange,
): Promise<WebhookRow | null> {
  const [row] = await db
    .update(webhooks)
    .set({
      updatedAt: sql`now()`,
      ...(url !== undefined && { url }),
      ...(description !== undefined && { description }),
      ...(interest?.filter && { filter: interest.filter }),
      ...(interest?.conditions && { conditions: toStoredFilter(interest.conditions) }),
      ...(interest?.quality && { quality: interest.quality }),
      ...(enabled === true && {
        enabled,
        disabledReason: null,
        disabledAt: null,
        failures: 0,
        failingSince: null,
        failedAt: null,
        failedForMs: 0,
        pausedUntil: sql`now()`,
      }),
      ...(enabled === false && {
        enabled,
        disabledReason: null,
        disabledAt: sql`coalesce(${webhooks.disabledAt}, now())`,
      }),
      ...(secret && {
        secret: secret.sealed,
        formerSecret: sql`${webhooks.secret}`,
        formerSecretUntil: after(secret.overlapMs),
      }),
    })
    .where(eq(webhooks.id, id))
    .returning();
  return row ?? null;
}

/** Removes a webhook with its deliveries. */
export async function deleteWebhook(db: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await db.delete(webhooks).where(eq(webhooks.id, id));
  return rowCount === 1;
}

/** How much is open for each of these webhooks, and how much was given up. */
export async function countDeliveries(
  db: Queryable,
  ids: readonly string[],
): Promise<Map<string, { pending: number; dead: number }>> {
  const { rows } = await db.execute<{ webhook_id: string; pending: number; dead: number }>(sql`
    select webhook_id,
      (count(*) filter (where state = 'pending'))::int as pending,
      (count(*) filter (where state = 'dead'))::int as dead
    from webhook_deliveries
    where webhook_id = any(${texts(ids)}) and state in ('pending', 'dead')
    group by webhook_id`);
  return new Map(rows.map(({ webhook_id, ...counts }) => [webhook_id, counts]));
}

/** So long from now, by the clock of the database. */
export function after(ms: number): SQL<Date> {
  return sql`now() + ${ms}::float8 * interval '1 millisecond'`;
}
