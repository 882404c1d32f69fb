import { sql } from 'drizzle-orm';
import {
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { StoredFilter } from '../stored-filter.ts';
import type { Quality } from '../read-transitions.ts';
import type { ApiScope, DeliveryState, FailureReason, WebhookDisabledReason } from '../types.ts';
import { height, instant, chainId } from './columns.ts';

/**
 * Keys to the API. Only a hash of each secret is kept: it has 256 random bits, so that no slow hash is needed. They are no
 * facts of a block, and nothing takes them back; a revoked key stays, for whoever asks what it was.
 */
export const apiKeys = pgTable('api_keys', {
  id: text().primaryKey(),
  name: text().notNull(),
  /** SHA-256 of the secret, in hex. */
  hash: text().notNull().unique(),
  /** The beginning of the secret, to know it again by. */
  prefix: text().notNull(),
  scopes: text().array().$type<ApiScope[]>().notNull(),
  createdAt: instant('created_at').notNull().defaultNow(),
  expiresAt: instant('expires_at'),
  revokedAt: instant('revoked_at'),
  /** Right to some minutes: not every request writes. */
  lastUsedAt: instant('last_used_at'),
});

/**
 * What a frontend calls an operation of its own, an order say: by the transaction that it has sent, or by an id or link. It
 * may come before the operation is known, follows it through its ids, and is for the API key alone that set it. It is no
 * fact of a chain, and nothing takes it back.
 */
export const clientRefs = pgTable(
  'client_refs',
  {
    keyId: text('key_id').notNull(),
    ref: text().notNull(),
    /** Of any leg, hexadecimal in lower case; null where an id is named. */
    transaction: text(),
    /** Where the transaction is, if that was said. */
    chain: chainId(),
    /** An id, a former id or a link; null where a transaction is named. */
    link: text(),
    setAt: instant('set_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.keyId, table.ref] }),
    index('client_refs_transaction')
      .on(table.keyId, table.transaction)
      .where(sql`transaction is not null`),
    index('client_refs_link')
      .on(table.keyId, table.link)
      .where(sql`link is not null`),
  ],
);

/**
 * Who is told of transitions, and how far each has been told. What a rollback does is told as the transitions that it appends:
 * nothing here is taken back.
 */
export const webhooks = pgTable('webhooks', {
  id: text().primaryKey(),
  url: text().notNull(),
  description: text().notNull().default(''),
  /** As it was handed in. */
  filter: jsonb().$type<Record<string, string>>().notNull(),
  /** The same with names looked up: what is asked of rows. */
  conditions: jsonb().$type<StoredFilter>().notNull(),
  quality: text().$type<Quality>().notNull(),
  /** As `secretBox` keeps it. */
  secret: text().notNull(),
  /** The one before, which signs as well until its time is over. */
  formerSecret: text('former_secret'),
  formerSecretUntil: instant('former_secret_until'),
  enabled: boolean().notNull().default(true),
  /** Why it is not enabled; null where somebody turned it off. */
  disabledReason: text('disabled_reason').$type<WebhookDisabledReason>(),
  disabledAt: instant('disabled_at'),
  /** Transitions up to here have their deliveries. Moved in the transaction that inserts them. */
  position: height().notNull(),
  /** A stretch that is told once more: what comes next of it, and its end. */
  replayAfter: height('replay_after'),
  replayThrough: height('replay_through'),
  /** Tries in a row that failed, whatever their delivery, since when, and the last one. */
  failures: integer().notNull().default(0),
  failingSince: instant('failing_since'),
  failedAt: instant('failed_at'),
  /** For how long it has failed, in ms: times in which nothing was tried are not its own. */
  failedForMs: doublePrecision('failed_for_ms').notNull().default(0),
  /** Nothing but a ping is sent before. */
  pausedUntil: instant('paused_until').notNull().defaultNow(),
  /** One process at a time sends; whoever dies in it loses it then. */
  leasedUntil: instant('leased_until').notNull().defaultNow(),
  createdAt: instant('created_at').notNull().defaultNow(),
  updatedAt: instant('updated_at').notNull().defaultNow(),
});

/**
 * What is to be sent to a webhook, and what came of it: a transition, or a ping. Of an operation's open deliveries only the
 * first has a time, so that they are sent in order.
 */
export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    /** The `webhook-id` of every try. */
    id: text().primaryKey(),
    webhookId: text('webhook_id')
      .notNull()
      .references(() => webhooks.id, { onDelete: 'cascade' }),
    /** The transition; null for a ping, as what belongs to it. */
    seq: height(),
    operationId: text('operation_id'),
    version: integer(),
    state: text().$type<DeliveryState>().notNull().default('pending'),
    /** Tries since it became pending. */
    tries: integer().notNull().default(0),
    failingSince: instant('failing_since'),
    /** When to send it; of one that is being sent, when it is free again. Null if it is over, or another one goes first. */
    nextAt: instant('next_at'),
    lastTriedAt: instant('last_tried_at'),
    /** HTTP status of the last try, or why there is none. */
    lastStatus: smallint('last_status'),
    lastReason: text('last_reason').$type<FailureReason>(),
    createdAt: instant('created_at').notNull().defaultNow(),
    /** When it was delivered, or given up. */
    settledAt: instant('settled_at'),
  },
  (table) => [
    unique('webhook_deliveries_seq').on(table.webhookId, table.seq),
    index('webhook_deliveries_page').on(table.webhookId, table.createdAt, table.id),
    index('webhook_deliveries_state').on(table.webhookId, table.state, table.createdAt, table.id),
    index('webhook_deliveries_due')
      .on(table.webhookId, table.nextAt, table.seq)
      .where(sql`state = 'pending' and next_at is not null`),
    index('webhook_deliveries_settled')
      .on(table.state, table.settledAt)
      .where(sql`settled_at is not null`),
    index('webhook_deliveries_pings')
      .on(table.webhookId, table.nextAt)
      .where(sql`state = 'pending' and seq is null`),
    uniqueIndex('webhook_deliveries_first')
      .on(table.webhookId, table.operationId)
      .where(sql`state = 'pending' and next_at is not null`),
    index('webhook_deliveries_open')
      .on(table.webhookId, table.operationId, table.seq)
      .where(sql`state = 'pending'`),
  ],
);
