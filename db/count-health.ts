import { sql } from 'drizzle-orm';
import { healths, type Health } from '../core/health.ts';
import { texts } from './arrays.ts';
import { shownHealth, type PlacedObstacle } from './health-row.ts';
import type { Queryable } from './pool.ts';

/** Open operations of one verdict that are counted: one more costs as much as the one before. */
export const COUNTED_MAX = 10_000;

/**
 * How many open operations are shown with each verdict. Of those that were judged alike no more than `COUNTED_MAX` are looked at,
 * by an index.
 */
export async function countHealth(
  db: Queryable,
  obstacles: readonly PlacedObstacle[],
): Promise<Record<Health, number>> {
  const { rows } = await db.execute<{ state: Health; count: number }>(sql`
    select state, count(*)::int as count
    from unnest(${texts([...healths])}) as stored (health)
    cross join lateral (
      select ${shownHealth(obstacles)} as state
      from operation_health as judged
      where judged.health = stored.health
      limit ${COUNTED_MAX}
    ) as shown
    group by state`);
  const none = { ok: 0, delayed: 0, stuck: 0, blocked: 0, needs_action: 0, blind: 0 };
  return rows.reduce((all, { state, count }) => ({ ...all, [state]: count }), none);
}
