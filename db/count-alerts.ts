import { sql } from 'drizzle-orm';
import type { AlertRule, AlertState, Severity } from '../core/alerts/alert.ts';
import type { Queryable } from './pool.ts';

/** How many alerts are not over, by rule, severity and state. */
export async function countAlerts(
  db: Queryable,
): Promise<{ rule: AlertRule; severity: Severity; state: AlertState; count: number }[]> {
  const { rows } = await db.execute<{
    rule: AlertRule;
    severity: Severity;
    state: AlertState;
    count: number;
  }>(sql`
    select rule, severity, state, count(*)::int as count
    from alerts
    where state <> 'resolved'
    group by rule, severity, state`);
  return rows;
}

/** What channels are to be told, or could not be: see `countNotices`. */
export type CountedNotices = {
  channel: string;
  state: 'pending' | 'dead';
  count: number;
};

/** Notices that are counted of each kind and channel. */
const NOTICES_MAX = 10_000;

/** How many notices wait for each channel, and how many were given up and not forgotten yet; by an index each. */
export async function countNotices(db: Queryable): Promise<CountedNotices[]> {
  const { rows } = await db.execute<CountedNotices>(sql`
    select name as channel, state, count
    from alert_channels
    cross join lateral (
      select 'pending' as state, count(*)::int as count
      from (
        select from alert_notices
        where channel = name and next_at is not null and state = 'pending'
        limit ${NOTICES_MAX}
      ) as own
      union all
      select 'dead', count(*)::int
      from (select from alert_notices where channel = name and state = 'dead' limit ${NOTICES_MAX}) as own
    ) as counted`);
  return rows;
}
