import { sql } from 'drizzle-orm';
import {
  bigserial,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
} from 'drizzle-orm/pg-core';
import type { About, Leg, Link } from '../../core/leg.ts';
import type { LegChange } from '../../core/operation.ts';
import type { AsOf, Cause, QuarantineCode, StoredOperation } from '../types.ts';
import { height, instant, chainId } from './columns.ts';

/**
 * An event in its role, written in the transaction of its event: see docs/decisions/0013 for why no foreign key says so.
 * Rolled back with its event; `operation_id` is set by correlate alone.
 */
export const legs = pgTable(
  'legs',
  {
    eventId: height('event_id').primaryKey(),
    protocol: text().notNull(),
    step: text().notNull(),
    role: text().notNull(),
    outcome: text().$type<Leg['outcome']>().notNull().default('success'),
    /** Version of the protocol's capture that made it. */
    version: integer().notNull().default(1),
    about: jsonb().$type<About>().notNull(),
    operationId: text('operation_id'),
  },
  (table) => [
    index('legs_operation')
      .on(table.operationId)
      .where(sql`operation_id is not null`),
  ],
);

/** The keys that legs share, written in the transaction of their leg. Rolled back with their event. */
export const links = pgTable(
  'links',
  {
    key: text().notNull(),
    eventId: height('event_id').notNull(),
    kind: text().$type<Exclude<Link['kind'], 'settled'>>().notNull(),
    rule: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.key, table.eventId] }),
    index('links_event').on(table.eventId),
  ],
);

/** Links whose operations must be folded again, and why. Only ever appended to, and cleared by the fold that read them. */
export const dirty = pgTable(
  'dirty',
  {
    seq: bigserial({ mode: 'bigint' }).primaryKey(),
    key: text().notNull(),
    /** Folds that failed on this mark; those that never failed go first. */
    failures: integer().notNull().default(0),
    cause: jsonb().$type<Cause>().notNull(),
    markedAt: instant('marked_at').notNull().defaultNow(),
  },
  // The others are read in the order of the primary key.
  (table) => [
    index('dirty_failed')
      .on(table.failures, table.seq)
      .where(sql`failures > 0`),
    index('dirty_reorgs')
      .on(table.key)
      .where(sql`cause ->> 'type' = 'reorg'`),
  ],
);

/**
 * Links whose operations could not be folded or written, and why. Their marks are gone, so that they cost nothing. A
 * rollback marks what it touches, and every mark has it tried again; the row goes with the fold that succeeds.
 */
export const quarantine = pgTable(
  'quarantine',
  {
    key: text().primaryKey(),
    /** Null where not even a leg is known. */
    protocol: text(),
    code: text().$type<QuarantineCode>().notNull(),
    reason: text().notNull(),
    /** The operations, as they were last folded, that stand still meanwhile. */
    operations: text().array().notNull(),
    failures: integer().notNull(),
    /** Why it was to be folded; what a reorg took back outlives a later cause, and must show in the end. */
    cause: jsonb().$type<Cause>().notNull(),
    since: instant().notNull().defaultNow(),
  },
  (table) => [index('quarantine_since').on(table.since, table.key)],
);

/** Operations as the fold computed them. Written by correlate alone; a rollback folds them again. */
export const operations = pgTable(
  'operations',
  {
    id: text().primaryKey(),
    protocol: text().notNull(),
    kind: text().notNull(),
    status: text().notNull(),
    stage: text().notNull(),
    final: boolean().notNull(),
    originChain: chainId('origin_chain'),
    destinationChain: chainId('destination_chain'),
    sender: text(),
    recipient: text(),
    startedAt: instant('started_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    version: integer().notNull(),
    body: jsonb().$type<StoredOperation>().notNull(),
  },
  (table) => [
    // A list is one filter and the latest first: each common filter leads an index that is in that order.
    index('operations_updated').on(table.updatedAt, table.id),
    index('operations_started').on(table.startedAt, table.id),
    index('operations_status').on(table.status, table.updatedAt, table.id),
    index('operations_stage').on(table.stage, table.updatedAt, table.id),
    index('operations_sender').on(table.sender, table.updatedAt, table.id),
    index('operations_recipient').on(table.recipient, table.updatedAt, table.id),
    index('operations_protocol').on(table.protocol, table.updatedAt, table.id),
    index('operations_kind').on(table.kind, table.updatedAt, table.id),
    index('operations_origin').on(table.originChain, table.updatedAt, table.id),
    index('operations_destination').on(table.destinationChain, table.updatedAt, table.id),
    // Nearly all are final some day; those that are not are few.
    index('operations_open')
      .on(table.updatedAt, table.id)
      .where(sql`not final`),
  ],
);

/**
 * When an operation must be folded again though no new leg comes: once it is certain what the chain's blocks hold up to a
 * height, or through a time. Written with the operation by correlate alone.
 */
export const wakes = pgTable(
  'wakes',
  {
    operationId: text('operation_id').notNull(),
    protocol: text().notNull(),
    chain: chainId().notNull(),
    number: height(),
    time: instant(),
  },
  (table) => [
    index('wakes_operation').on(table.operationId),
    index('wakes_number').on(table.protocol, table.chain, table.number),
    index('wakes_time').on(table.protocol, table.chain, table.time),
  ],
);

/** Ids under which an operation was known before another of its links won. */
export const aliases = pgTable(
  'aliases',
  {
    alias: text().primaryKey(),
    operationId: text('operation_id').notNull(),
  },
  (table) => [index('aliases_operation').on(table.operationId)],
);

/** Append-only record of every change of an operation, with its cause. A rollback appends. */
export const transitions = pgTable(
  'transitions',
  {
    seq: bigserial({ mode: 'bigint' }).primaryKey(),
    operationId: text('operation_id').notNull(),
    version: integer().notNull(),
    fromStatus: text('from_status'),
    toStatus: text('to_status').notNull(),
    fromStage: text('from_stage'),
    toStage: text('to_stage').notNull(),
    final: boolean().notNull(),
    /** The legs that changed, with how firm they were and are. */
    changes: jsonb().$type<LegChange[]>().notNull(),
    cause: jsonb().$type<Cause>().notNull(),
    asOf: jsonb('as_of').$type<AsOf>().notNull(),
    rulesVersion: smallint('rules_version').notNull(),
    chainTime: instant('chain_time').notNull(),
    observedAt: instant('observed_at').notNull().defaultNow(),
  },
  (table) => [
    unique('transitions_version').on(table.operationId, table.version),
    // They are written in the order of this time: a few numbers for each stretch of pages find a day (docs/decisions/0029).
    index('transitions_time').using('brin', table.observedAt).with({ autosummarize: true }),
  ],
);

/**
 * The version of a protocol's rules by which all its operations were folded: written by a rebuild, and at the first start.
 * Nothing takes it back: a rollback folds by the rules that there are.
 */
export const ruleVersions = pgTable('rule_versions', {
  protocol: text().primaryKey(),
  version: smallint().notNull(),
  since: instant().notNull().defaultNow(),
});
