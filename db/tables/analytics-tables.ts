import { sql } from 'drizzle-orm';
import {
  bigserial,
  doublePrecision,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
} from 'drizzle-orm/pg-core';
import type { Role } from '../../core/leg.ts';
import type { SizeBucket } from '../../core/size-bucket.ts';
import type { Stage } from '../../core/status.ts';
import type { Grain } from '../types.ts';
import { height, instant, chainId } from './columns.ts';

/**
 * What aggregates need of each operation: the row in short, with what its protocol's rules make of it (core/summary-of.ts).
 * Written anew by the analytics job for each new version of the operation; a rollback leads to one.
 */
export const operationSummaries = pgTable(
  'operation_summaries',
  {
    operationId: text('operation_id').primaryKey(),
    /** Of the operation that it speaks of. */
    version: integer().notNull(),
    protocol: text().notNull(),
    kind: text().notNull(),
    originChain: chainId('origin_chain'),
    destinationChain: chainId('destination_chain'),
    sizeBucket: text('size_bucket').$type<SizeBucket>().notNull(),
    status: text().notNull(),
    startedAt: instant('started_at').notNull(),
    /** Chain time of what ended it; null while it is open, and where nothing tells. */
    endedAt: instant('ended_at'),
    /** From the first leg that stands to that; null unless it is complete. */
    seconds: integer(),
    /** The steps that completion requires, those with a firm leg that succeeded, and those that others did instead. */
    required: text().array().notNull(),
    reached: text().array().notNull(),
    skipped: text().array().notNull(),
    /** The step that it waits for, or that it ended without. */
    stoppedAt: text('stopped_at'),
  },
  (table) => [index('operation_summaries_started').on(table.startedAt)],
);

/**
 * How operations that began in one hour or day (UTC) went, by lane and size. Counted from the summaries anew whenever one of
 * them changes, never added to: a rollback is counted like everything else.
 */
export const laneTimes = pgTable(
  'lane_times',
  {
    grain: text().$type<Grain>().notNull(),
    beginsAt: instant('begins_at').notNull(),
    protocol: text().notNull(),
    originChain: chainId('origin_chain'),
    destinationChain: chainId('destination_chain'),
    /** `all` in the row of all sizes together. */
    sizeBucket: text('size_bucket').$type<SizeBucket | 'all'>().notNull(),
    operations: integer().notNull(),
    open: integer().notNull(),
    completed: integer().notNull(),
    refunded: integer().notNull(),
    endedOtherwise: integer('ended_otherwise').notNull(),
    /** Seconds from the start to completion, of those that are complete. */
    p50: doublePrecision(),
    p90: doublePrecision(),
    p99: doublePrecision(),
    refreshedAt: instant('refreshed_at').notNull().defaultNow(),
  },
  (table) => [index('lane_times_span').on(table.grain, table.beginsAt)],
);

/** How far operations that began on one day (UTC) came, step by step. Counted anew as `lane_times` is, and taken back with it. */
export const funnelSteps = pgTable(
  'funnel_steps',
  {
    beginsAt: instant('begins_at').notNull(),
    protocol: text().notNull(),
    kind: text().notNull(),
    originChain: chainId('origin_chain'),
    destinationChain: chainId('destination_chain'),
    /** In the order of the route. */
    place: integer().notNull(),
    step: text().notNull(),
    role: text().$type<Role>(),
    /** What an operation's stage is called while it waits for the step. */
    stage: text().$type<Stage>(),
    operations: integer().notNull(),
    reached: integer().notNull(),
    skipped: integer().notNull(),
    waiting: integer().notNull(),
    ended: integer().notNull(),
    refreshedAt: instant('refreshed_at').notNull().defaultNow(),
  },
  (table) => [index('funnel_steps_span').on(table.beginsAt)],
);

/** Hours and days whose aggregates are to be counted anew. Written with the summaries that changed, also by a rollback's. */
export const staleSpans = pgTable(
  'stale_spans',
  {
    grain: text().$type<Grain>().notNull(),
    beginsAt: instant('begins_at').notNull(),
    dueAt: instant('due_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.grain, table.beginsAt] }),
    index('stale_spans_due').on(table.dueAt),
  ],
);

/**
 * Operations that are gone without a transition, as where their events were read anew and are no legs any more: until their
 * summaries are gone too. Written by the fold that lets them go; a rollback leads to one.
 */
export const goneOperations = pgTable('gone_operations', {
  // Nothing but a number is unique: folds are of one moment, and could not write what another one writes.
  id: bigserial({ mode: 'bigint' }).primaryKey(),
  operationId: text('operation_id').notNull(),
});

/**
 * How far the summaries are, in the one row of this table. Transitions are only appended, so that a rollback leads to new ones
 * and takes none back.
 */
export const summaryRounds = pgTable('summary_rounds', {
  name: text().$type<'summaries'>().primaryKey(),
  /** The last transition that was looked at. */
  seq: height()
    .notNull()
    .default(sql`0`),
  /** Where the search for summaries without an operation goes on. */
  sweptThrough: text('swept_through').notNull().default(''),
  /** When there was nothing left to look at, last. */
  caughtUpAt: instant('caught_up_at'),
});
