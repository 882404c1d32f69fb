import { sql } from 'drizzle-orm';
import {
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { Baseline, Health } from '../../core/health.ts';
import { ALL_PACES } from '../../core/pace-of.ts';
import { height, instant, chainId } from './columns.ts';

/**
 * How far those have come who follow the log of transitions and keep tables of their own by it. A rollback appends
 * transitions, so that they follow it as well, and nothing here is taken back.
 */
export const followers = pgTable('followers', {
  name: text().primaryKey(),
  /** The last transition that was acted on. Moved in the transaction that acts. */
  seq: height()
    .notNull()
    .default(sql`0`),
});

/**
 * How long operations have waited for each step, as facts: computed from an operation's row alone, and written anew whenever
 * that has a new version, so that a rollback, too, has them written anew.
 */
export const stageTimes = pgTable(
  'stage_times',
  {
    operationId: text('operation_id').notNull(),
    step: text().notNull(),
    protocol: text().notNull(),
    kind: text().notNull(),
    originChain: chainId('origin_chain'),
    destinationChain: chainId('destination_chain'),
    /** The operation's on its lane, by its protocol's rules; null where it has none. */
    pace: text(),
    /** What the operation's stage is while it waits for the step. */
    stage: text().notNull(),
    /** Chain time of the leg that came last before. */
    fromTime: instant('from_time').notNull(),
    /** Chain time of the step's own leg; null while it is awaited. */
    untilTime: instant('until_time'),
    /** From the one to the other; null while it is awaited. */
    seconds: integer(),
  },
  (table) => [
    primaryKey({ columns: [table.operationId, table.step] }),
    index('stage_times_lane').on(
      table.protocol,
      table.originChain,
      table.destinationChain,
      table.step,
      table.untilTime,
    ),
    index('stage_times_pace')
      .on(
        table.protocol,
        table.originChain,
        table.destinationChain,
        table.step,
        table.pace,
        table.untilTime,
      )
      .where(sql`pace is not null`),
  ],
);

/**
 * How long a step takes on a lane, for each pace and for all together: summed up from the newest rows of `stage_times`, again and again, so that what a rollback
 * changes there changes here.
 */
export const stageBaselines = pgTable(
  'stage_baselines',
  {
    protocol: text().notNull(),
    originChain: chainId('origin_chain').notNull(),
    destinationChain: chainId('destination_chain').notNull(),
    step: text().notNull(),
    /** `all` in the row of all operations together, whatever their pace. */
    pace: text().notNull().default(ALL_PACES),
    /** Seconds; null before they were summed up first, and where no operation has the step behind it. */
    p50: doublePrecision(),
    p90: doublePrecision(),
    p99: doublePrecision(),
    /** How many waits they rest on, and the chain times at which the first and the last of these ended. */
    sample: integer().notNull().default(0),
    windowFrom: instant('window_from'),
    windowThrough: instant('window_through'),
    /** When they were summed up; null before. */
    refreshedAt: instant('refreshed_at'),
    /** True once rows that they may rest on were written since. */
    stale: boolean().notNull().default(true),
  },
  (table) => [
    uniqueIndex('stage_baselines_step').on(
      table.protocol,
      table.originChain,
      table.destinationChain,
      table.step,
      table.pace,
    ),
    index('stage_baselines_stale')
      .on(table.refreshedAt)
      .where(sql`stale`),
  ],
);

/**
 * What is thought of how long each open operation waits. An operation that is over has no row. It follows the log of
 * transitions: a rollback that opens an operation again has its row written again.
 */
export const operationHealth = pgTable(
  'operation_health',
  {
    operationId: text('operation_id').primaryKey(),
    /** The version of the operation that was judged. */
    version: integer().notNull(),
    protocol: text().notNull(),
    kind: text().notNull(),
    originChain: chainId('origin_chain'),
    destinationChain: chainId('destination_chain'),
    /** The operation's on its lane; null where it has none. */
    pace: text(),
    step: text().notNull(),
    stage: text().notNull(),
    /** The chain by whose clock it is judged; null where it is awaited on none. */
    awaitedChain: chainId('awaited_chain'),
    /** Chain time at which the wait began. */
    since: instant().notNull(),
    /**
     * `blind` only where a leg of its own could not be folded: what a chain keeps us from seeing is laid over this when it is
     * read.
     */
    health: text().$type<Health>().notNull(),
    /** Why, as a code. */
    reason: text(),
    /** The same as a sentence. */
    detail: text(),
    /** Since when it is thought so, by our clock. */
    healthSince: instant('health_since').notNull(),
    /** When the step may be expected, in chain time; null where too little is known. */
    etaFrom: instant('eta_from'),
    etaTo: instant('eta_to'),
    /** What it was judged by; null where nothing is known. */
    baseline: jsonb().$type<Baseline>(),
    /** When to judge it again, by our clock; null if only a new version can change the verdict. */
    checkAt: instant('check_at'),
    /** Its chain had not been read far enough at the last check: it is judged again as soon as it is. */
    deferred: boolean().notNull().default(false),
    /** The operation's own, for lists. */
    startedAt: instant('started_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    index('operation_health_due')
      .on(table.checkAt)
      .where(sql`check_at is not null`),
    index('operation_health_deferred')
      .on(table.protocol, table.awaitedChain, table.since)
      .where(sql`deferred`),
    index('operation_health_updated').on(table.health, table.updatedAt, table.operationId),
    index('operation_health_started').on(table.health, table.startedAt, table.operationId),
    index('operation_health_awaited_updated').on(
      table.protocol,
      table.awaitedChain,
      table.updatedAt,
    ),
    index('operation_health_awaited_started').on(
      table.protocol,
      table.awaitedChain,
      table.startedAt,
    ),
    index('operation_health_lane').on(
      table.protocol,
      table.originChain,
      table.destinationChain,
      table.health,
    ),
  ],
);

/** By what the jobs judge, for views that must judge alike: one row, written when they start. It is configuration, and no rollback touches it. */
export const healthPolicy = pgTable('health_policy', {
  /** Always `jobs`. */
  name: text().primaryKey(),
  blindAfterSeconds: doublePrecision('blind_after_seconds').notNull(),
});
