import { isDeepStrictEqual } from 'node:util';
import { and, asc, eq, lte, sql, type SQL } from 'drizzle-orm';
import { isTerminal, statuses } from '../core/status.ts';
import { texts } from './arrays.ts';
import type { Database, Queryable } from './pool.ts';
import { reports } from './schema.ts';

/** Of a subject's changes, so many are kept: a service may say one thing and another for ever. */
const CHANGES_MAX = 100;

/**
 * A subject is asked about again after as long as it is old, so that its pauses double, within these bounds; what has been
 * open for days, after a hundredth of its age.
 */
const PAUSE_S_MIN = 2;
const PAUSE_S_LONG = 600;
const PAUSE_S_MAX = 6 * 3_600;

/** What a service is to be asked about. */
export interface ReportSubject {
  /** The link that legs of its operation carry. */
  key: string;
  /** By what the service is asked for it. */
  asked: string;
  /** Block time of the first leg that carries it. */
  happenedAt: Date;
}

/**
 * Has subjects of open operations asked about now, but for those of which the last word was said. One that is asked for by
 * something else than before begins anew.
 *
 * @param over states after which nothing follows
 */
export async function openSubjects(
  tx: Queryable,
  subjects: readonly ReportSubject[],
  { reporter, protocol, over }: { reporter: string; protocol: string; over: readonly string[] },
): Promise<void> {
  if (subjects.length === 0) return;
  await tx.execute(sql`
    insert into reports (reporter, protocol, subject, asked, happened_at)
    select ${reporter}, ${protocol}, subject, asked, happened_at::timestamptz
    from unnest(
      ${texts(subjects.map(({ key }) => key))},
      ${texts(subjects.map(({ asked }) => asked))},
      ${texts(subjects.map(({ happenedAt }) => happenedAt.toISOString()))}
    ) as opened (subject, asked, happened_at)
    on conflict (subject, reporter) do update
    set asked = excluded.asked,
      happened_at = excluded.happened_at,
      state = case when reports.asked = excluded.asked then reports.state end,
      transaction = case when reports.asked = excluded.asked then reports.transaction end,
      details = case when reports.asked = excluded.asked then reports.details else '{}' end,
      since = case when reports.asked = excluded.asked then reports.since end,
      observed_at = case when reports.asked = excluded.asked then reports.observed_at end,
      revision = reports.revision + (reports.asked <> excluded.asked)::int,
      -- What has failed keeps its pause.
      next_at = case
        when reports.asked = excluded.asked and reports.failures > 0 then coalesce(reports.next_at, now())
        else now()
      end
    where reports.asked <> excluded.asked
      or reports.state is null
      or reports.state <> all(${texts(over)})`);
}

/** Has subjects of an operation that has ended asked about once more, if they are still asked about. */
export async function askOnceMore(
  tx: Queryable,
  keys: readonly string[],
  { reporter }: { reporter: string },
): Promise<void> {
  if (keys.length === 0) return;
  await tx.execute(sql`
    update reports
    set next_at = least(next_at, now())
    where subject = any(${texts(keys)}) and reporter = ${reporter} and next_at is not null`);
}

/** A subject that is due. */
export type DueSubject = Pick<ReportSubject, 'key' | 'asked'>;

/** The subjects that a service is to be asked about now, the longest due first. */
export async function dueSubjects(
  db: Queryable,
  { reporter, limit }: { reporter: string; limit: number },
): Promise<DueSubject[]> {
  return db
    .select({ key: reports.subject, asked: reports.asked })
    .from(reports)
    .where(and(eq(reports.reporter, reporter), lte(reports.nextAt, sql`now()`)))
    .orderBy(asc(reports.nextAt))
    .limit(limit);
}

/** What a service said of a subject. */
export interface SaidOfSubject {
  state: string;
  transaction: string | null;
  details: Record<string, string>;
  /** Nothing follows it. */
  isOver: boolean;
  /** It knows nothing: what it said before stands. */
  isSilence: boolean;
}

/**
 * Writes what a service said, or that it said nothing, and when it is asked again: never, if that was the last word or none
 * of the subject's operations is open. Saying the same twice changes nothing but when it was said last.
 */
export async function writeSaid(
  db: Database,
  { key, asked }: DueSubject,
  { reporter, said }: { reporter: string; said: SaidOfSubject | null },
): Promise<void> {
  // What it was asked by may be another thing by now: then this answer is about something else.
  const own = and(
    eq(reports.subject, key),
    eq(reports.reporter, reporter),
    eq(reports.asked, asked),
  );
  await db.transaction(async (tx) => {
    const [row] = await tx
      .select({
        state: reports.state,
        transaction: reports.transaction,
        details: reports.details,
        changes: reports.changes,
        revision: reports.revision,
        now: sql<string>`now()`,
      })
      .from(reports)
      .where(own)
      .for('update');
    if (!row) return;
    const isHeard =
      said !== null && !(said.isSilence && row.state !== null && row.state !== said.state);
    const isChanged = isHeard && (row.state !== said.state || row.transaction !== said.transaction);
    await tx
      .update(reports)
      .set({
        failures: 0,
        nextAt: said?.isOver
          ? null
          : nextTime(
              isChanged && row.changes.length > 0 ? sql`${PAUSE_S_MIN}::float8` : pauseSeconds,
            ),
        ...(isHeard && {
          state: said.state,
          transaction: said.transaction,
          details: said.details,
          observedAt: sql`now()`,
          revision:
            row.revision + Number(isChanged || !isDeepStrictEqual(row.details, said.details)),
        }),
        ...(isChanged && {
          since: sql`now()`,
          changes: [
            ...row.changes,
            {
              state: said.state,
              transaction: said.transaction,
              asked,
              at: new Date(row.now).toISOString(),
            },
          ].slice(-CHANGES_MAX),
        }),
      })
      .where(own);
  });
}

/** Writes that a service gave no usable answer: it is asked again after a pause that doubles. */
export async function writeFailure(
  db: Queryable,
  { key }: DueSubject,
  { reporter }: { reporter: string },
): Promise<void> {
  await db
    .update(reports)
    .set({
      failures: sql`${reports.failures} + 1`,
      nextAt: nextTime(
        sql`greatest(${pauseSeconds}, ${PAUSE_S_MIN} * 2 ^ least(${reports.failures} + 1, 20))`,
      ),
    })
    .where(and(eq(reports.subject, key), eq(reports.reporter, reporter)));
}

/** How old what is said is: since it happened, or since the service last changed its word. */
const ageSeconds = sql`extract(epoch from now() - greatest(${reports.happenedAt},
  case when jsonb_array_length(${reports.changes}) > 1 then ${reports.since} end))::float8`;

const pauseSeconds = sql`greatest(least(${ageSeconds}, ${PAUSE_S_LONG}), ${ageSeconds} / 100)`;

/** Not on the dot, so that what began together does not come back together. Null if none of its operations is open. */
function nextTime(seconds: SQL): SQL<Date | null> {
  const open = statuses.filter((status) => !isTerminal(status));
  return sql`case
    when exists (
      select
      from links
      join legs on legs.event_id = links.event_id
      join operations on operations.id = legs.operation_id
      where links.key = ${reports.subject} and operations.status = any(${texts(open)})
    ) then now() + interval '1 second' * (0.75 + random() / 2)
      * least(${PAUSE_S_MAX}::float8, greatest(${PAUSE_S_MIN}::float8, ${seconds}))
  end`;
}

/** What a service says of a subject, with since when. */
export interface ReportRow {
  reporter: string;
  subject: string;
  state: string;
  transaction: string | null;
  details: Record<string, string>;
  since: Date;
  observedAt: Date;
}

/** No operation has more subjects than this shown: a part of an order, and a delivery, for each of them. */
export const REPORTS_MAX = 100;

/** What services say of an operation's subjects, and a number that is another one whenever any of it has changed. */
export interface Reports {
  rows: ReportRow[];
  revision: number;
}

/** A report as Postgres writes it in JSON. */
export interface StoredReport {
  reporter: string;
  subject: string;
  state: string | null;
  transaction: string | null;
  details: Record<string, string>;
  since: string | null;
  observed_at: string | null;
  revision: number;
}

/** What is stored of an operation's subjects, without those of which nothing was said. */
export function toReports(stored: readonly StoredReport[]): Reports {
  return {
    revision: stored.reduce((sum, { revision }) => sum + revision, 0),
    rows: stored.flatMap(({ state, since, observed_at, revision: _, ...row }) =>
      state !== null && since !== null && observed_at !== null
        ? [{ ...row, state, since: new Date(since), observedAt: new Date(observed_at) }]
        : [],
    ),
  };
}
