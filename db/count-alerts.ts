import { sql } from 'drizzle-orm';
import type { AlertRule, AlertState } from '../core/alerts/alert.ts';
import type { Queryable } from './pool.ts';

/** How many alerts are not over, by rule and state. */
export async function countAlerts(
  db: Queryable,
): Promise<{ rule: AlertRule; state: AlertState; count: number }[]> {
  const { rows } = await db.execute<{ rule: AlertRule; state: AlertState; count: number }>(sql`
    select rule, state, count(*)::int as count
    from alerts
    where state <> 'resolved'
    group by rule, state`);
  return rows;
}
