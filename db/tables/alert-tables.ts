import { sql } from 'drizzle-orm';
import {
  bigserial,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type {
  AlertEvent,
  AlertRule,
  AlertState,
  AlertText,
  NoticeKind,
  Severity,
} from '../../core/alerts/alert.ts';
import type { NoticeState } from '../types.ts';
import { instant, chainId } from './columns.ts';

/**
 * Alerts: one row for each episode of a rule and its subject. They speak of what was seen and not of a chain's facts: a rollback
 * takes none back, it only has their rules look again.
 */
export const alerts = pgTable(
  'alerts',
  {
    id: text().primaryKey(),
    /** Rule and subject. */
    fingerprint: text().notNull(),
    rule: text().$type<AlertRule>().notNull(),
    subject: text().notNull(),
    state: text().$type<AlertState>().notNull(),
    severity: text().$type<Severity>().notNull(),
    protocol: text(),
    originChain: chainId('origin_chain'),
    destinationChain: chainId('destination_chain'),
    chain: chainId(),
    operationId: text('operation_id'),
    text: jsonb().$type<AlertText>().notNull(),
    /** Whether it held at the last check, since when it has been so, and at how many checks in a row. */
    holds: boolean().notNull(),
    since: instant().notNull(),
    checks: integer().notNull(),
    /** Null while it is pending: not an alert yet. */
    openedAt: instant('opened_at'),
    notifiedAt: instant('notified_at'),
    acknowledgedAt: instant('acknowledged_at'),
    escalatedAt: instant('escalated_at'),
    /** For how many it stood when channels were told last, and when that was; null while they were not. */
    toldSize: integer('told_size'),
    toldAt: instant('told_at'),
    resolvedAt: instant('resolved_at'),
    silenced: boolean().notNull().default(false),
    /** The alert that it has become a part of. */
    groupId: text('group_id'),
    /** Goes up with every change of what is shown. */
    version: integer().notNull().default(1),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex('alerts_live')
      .on(table.fingerprint)
      .where(sql`state <> 'resolved'`),
    index('alerts_fingerprint').on(table.fingerprint, table.resolvedAt),
    index('alerts_rule_live')
      .on(table.rule)
      .where(sql`state <> 'resolved'`),
    // Pages, the latest first, each common filter with its own index.
    index('alerts_page').on(table.openedAt, table.id),
    index('alerts_state').on(table.state, table.openedAt, table.id),
    index('alerts_rule').on(table.rule, table.openedAt, table.id),
    index('alerts_protocol').on(table.protocol, table.openedAt, table.id),
    index('alerts_origin').on(table.originChain, table.openedAt, table.id),
    index('alerts_destination').on(table.destinationChain, table.openedAt, table.id),
    index('alerts_operation').on(table.operationId, table.openedAt, table.id),
  ],
);

/** Append-only record of what happened to alerts, in the order of commits. */
export const alertEvents = pgTable(
  'alert_events',
  {
    seq: bigserial({ mode: 'bigint' }).primaryKey(),
    alertId: text('alert_id').notNull(),
    type: text().$type<AlertEvent>().notNull(),
    at: instant().notNull(),
    /** The name of the key of whoever did it; null where a rule did. */
    by: text(),
    note: text(),
  },
  (table) => [index('alert_events_alert').on(table.alertId, table.seq)],
);

/** What nobody is to be told of for a while. What is null matches everything; an alert that matches is still shown. */
export const silences = pgTable(
  'silences',
  {
    id: text().primaryKey(),
    rule: text().$type<AlertRule>(),
    protocol: text(),
    originChain: chainId('origin_chain'),
    destinationChain: chainId('destination_chain'),
    operationId: text('operation_id'),
    until: instant().notNull(),
    comment: text().notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (table) => [index('silences_until').on(table.until, table.id)],
);

/**
 * Operations that conflict, or that show what rules call impossible, as their transitions told last. Written by the jobs that
 * follow transitions: one that a rollback heals has a transition, and its row goes. Beside them those that are stuck before a
 * step and of which a person has said that they are known.
 */
export const alertMarks = pgTable(
  'alert_marks',
  {
    rule: text().$type<AlertRule>().notNull(),
    operationId: text('operation_id').notNull(),
    protocol: text().notNull(),
    originChain: chainId('origin_chain'),
    destinationChain: chainId('destination_chain'),
    flags: text().array().notNull(),
    since: instant().notNull(),
    /** A person has closed the alert about it: the same flags raise none any more. */
    closed: boolean().notNull().default(false),
  },
  (table) => [
    primaryKey({ columns: [table.rule, table.operationId] }),
    index('alert_marks_open')
      .on(table.rule, table.since)
      .where(sql`not closed`),
  ],
);

/** When each rule is checked next, and what it must remember. The row is locked while it is checked: one process does so. */
export const alertRounds = pgTable('alert_rounds', {
  rule: text().primaryKey(),
  nextAt: instant('next_at').notNull(),
  memo: jsonb().notNull().default({}),
});

/**
 * How many operations began on each lane in each hour of the chain's time. The newest hours are counted anew from operations;
 * older ones stay as they are: what is found late changes no rate that matters.
 */
export const laneHours = pgTable(
  'lane_hours',
  {
    protocol: text().notNull(),
    originChain: chainId('origin_chain').notNull(),
    destinationChain: chainId('destination_chain').notNull(),
    hour: instant().notNull(),
    operations: integer().notNull(),
    lastAt: instant('last_at').notNull(),
  },
  (table) => [
    primaryKey({
      columns: [table.protocol, table.originChain, table.destinationChain, table.hour],
    }),
    index('lane_hours_hour').on(table.hour),
  ],
);

/** The channels that are configured, by name: whose turn it is to send there, and until when it asks to be left alone. */
export const alertChannels = pgTable('alert_channels', {
  name: text().primaryKey(),
  pausedUntil: instant('paused_until').notNull().defaultNow(),
  /** One process at a time sends; whoever dies in it loses it then. */
  leasedUntil: instant('leased_until').notNull().defaultNow(),
  /** Since when what it was to be told is given up, and what it answered then; null once it has taken something. */
  deadSince: instant('dead_since'),
  deadReason: text('dead_reason'),
});

/**
 * What channels are to be told, and what came of it. Written in the transaction of the event that it tells. Of one alert and
 * channel the oldest open one goes first.
 */
export const alertNotices = pgTable(
  'alert_notices',
  {
    id: bigserial({ mode: 'bigint' }).primaryKey(),
    alertId: text('alert_id').notNull(),
    channel: text().notNull(),
    kind: text().$type<NoticeKind>().notNull(),
    state: text().$type<NoticeState>().notNull().default('pending'),
    /** Tries since it became due. */
    tries: integer().notNull().default(0),
    failingSince: instant('failing_since'),
    /** When to send it; of one that is being sent, when it is free again. Null if it is over. */
    nextAt: instant('next_at').defaultNow(),
    lastStatus: integer('last_status'),
    lastReason: text('last_reason'),
    createdAt: instant('created_at').notNull().defaultNow(),
    settledAt: instant('settled_at'),
  },
  (table) => [
    index('alert_notices_due')
      .on(table.channel, table.nextAt)
      .where(sql`next_at is not null`),
    // For counts: few, of the many that are over.
    index('alert_notices_dead')
      .on(table.channel)
      .where(sql`state = 'dead'`),
    index('alert_notices_alert').on(table.alertId, table.channel, table.id),
    index('alert_notices_settled')
      .on(table.settledAt)
      .where(sql`settled_at is not null`),
  ],
);
