import { sql } from 'drizzle-orm';
import { index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { ReportChange } from '../types.ts';
import { height, instant } from './columns.ts';

/**
 * What off-chain services say about the subjects of operations, and when each is to be asked again. A subject is a link, so
 * that the row follows its legs into whichever operation they are in. A service speaks of itself and not of a chain: nothing
 * on chain takes it back, no rollback touches it, and nothing that is folded reads it.
 */
export const reports = pgTable(
  'reports',
  {
    reporter: text().notNull(),
    /** The link that legs of the operation carry. */
    subject: text().notNull(),
    protocol: text().notNull(),
    /** By what the service was asked for it, a transaction say. Another one begins anew, with nothing said. */
    asked: text().notNull(),
    /** Block time of the first leg that carries it: what is old is asked about less often. */
    happenedAt: instant('happened_at').notNull(),
    /** Null while nothing was said. */
    state: text(),
    transaction: text(),
    details: jsonb().$type<Record<string, string>>().notNull().default({}),
    /** Since when it says so, and when it said so last. */
    since: instant(),
    observedAt: instant('observed_at'),
    firstSeenAt: instant('first_seen_at').notNull().defaultNow(),
    /** Every change of state or transaction, the newest last; only so many are kept. */
    changes: jsonb().$type<ReportChange[]>().notNull().default([]),
    /** Goes up with every change of what is shown, but for the time when it was said last. */
    revision: integer().notNull().default(0),
    /** Null if there is nothing more to ask. */
    nextAt: instant('next_at').defaultNow(),
    /** Tries in a row that gave no usable answer. */
    failures: integer().notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.subject, table.reporter] }),
    index('reports_due')
      .on(table.reporter, table.nextAt)
      .where(sql`next_at is not null`),
  ],
);

/**
 * How far each reporter has looked for subjects, and when it may go on. `next_at` is a lease while it asks: of several
 * processes one does. Transitions are only appended, so that a rollback leads to new ones and takes none back.
 */
export const reportRounds = pgTable('report_rounds', {
  reporter: text().primaryKey(),
  /** The last transition that was looked at. */
  seq: height()
    .notNull()
    .default(sql`0`),
  nextAt: instant('next_at').notNull().defaultNow(),
  /** Rounds in a row in which the service gave nothing usable. */
  failures: integer().notNull().default(0),
});
