import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm';
import type { AlertRule, AlertState } from '../core/alerts/alert.ts';
import type { ChainId } from '../core/chain.ts';
import type { Queryable } from './pool.ts';
import { alertEvents, alertNotices, alerts } from './schema.ts';
import type { AlertRow } from './step-alerts.ts';

export type AlertEventRow = typeof alertEvents.$inferSelect;
export type AlertNoticeRow = typeof alertNotices.$inferSelect;

/** What a list of alerts is narrowed to; what is absent is not asked. */
export interface AlertFilter {
  state?: readonly AlertState[] | undefined;
  rule?: readonly AlertRule[] | undefined;
  protocol?: string | undefined;
  origin?: ChainId | undefined;
  destination?: ChainId | undefined;
  operation?: string | undefined;
}

/** Where a page of alerts ends. */
export interface AlertPageEnd {
  openedMicros: string;
  id: string;
}

/** One page of alerts, those that opened last in front. What is pending is none yet. */
export async function listAlerts(
  db: Queryable,
  {
    filter: { state, rule, protocol, origin, destination, operation },
    limit,
    after,
  }: { filter: AlertFilter; limit: number; after: AlertPageEnd | null },
): Promise<{ rows: AlertRow[]; end: AlertPageEnd | null }> {
  const openedMicros = sql<string>`(extract(epoch from ${alerts.openedAt}) * 1000000)::bigint::text`;
  const rows = await db
    .select({ row: alerts, openedMicros })
    .from(alerts)
    .where(
      and(
        sql`${alerts.openedAt} is not null`,
        state && inArray(alerts.state, [...state]),
        rule && inArray(alerts.rule, [...rule]),
        protocol === undefined ? undefined : eq(alerts.protocol, protocol),
        origin && eq(alerts.originChain, origin),
        destination && eq(alerts.destinationChain, destination),
        operation === undefined ? undefined : eq(alerts.operationId, operation),
        after
          ? sql`(${alerts.openedAt}, ${alerts.id}) <
              (timestamptz 'epoch' + ${after.openedMicros}::bigint * interval '1 microsecond', ${after.id})`
          : undefined,
      ),
    )
    .orderBy(desc(alerts.openedAt), desc(alerts.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    rows: page.map(({ row }) => row),
    end: rows.length > limit && last ? { openedMicros: last.openedMicros, id: last.row.id } : null,
  };
}

/** Of one alert's history and notices no more is shown: one that flaps for weeks has more. */
const SHOWN_MAX = 200;

/** An alert with the newest of its history, and with what channels were told; null for what is pending. */
export async function findAlert(
  db: Queryable,
  id: string,
): Promise<{ row: AlertRow; events: AlertEventRow[]; notices: AlertNoticeRow[] } | null> {
  const [row] = await db.select().from(alerts).where(eq(alerts.id, id));
  if (!row || row.openedAt === null) return null;
  const events = await db
    .select()
    .from(alertEvents)
    .where(eq(alertEvents.alertId, id))
    .orderBy(desc(alertEvents.seq))
    .limit(SHOWN_MAX);
  const notices = await db
    .select()
    .from(alertNotices)
    .where(eq(alertNotices.alertId, id))
    .orderBy(desc(alertNotices.id))
    .limit(SHOWN_MAX);
  return { row, events: events.toReversed(), notices: notices.toReversed() };
}

/** Events behind a place in their log, in the order of commits, each with its alert as it is now. */
export async function readAlertEvents(
  db: Queryable,
  { after, limit }: { after: bigint; limit: number },
): Promise<{ event: AlertEventRow; alert: AlertRow }[]> {
  return db
    .select({ event: alertEvents, alert: alerts })
    .from(alertEvents)
    .innerJoin(alerts, eq(alerts.id, alertEvents.alertId))
    .where(sql`${alertEvents.seq} > ${after.toString()}::bigint`)
    .orderBy(asc(alertEvents.seq))
    .limit(limit);
}

/** The newest event's number; zero if there is none. */
export async function lastAlertEvent(db: Queryable): Promise<bigint> {
  const { rows } = await db.execute<{ seq: string }>(sql`
    select coalesce(max(seq), 0) as seq from alert_events`);
  return BigInt(rows[0]?.seq ?? 0);
}
