import { sql } from 'drizzle-orm';
import type { Queryable } from '../db/pool.ts';

/** What a run wrote, table by table. */
export interface Stored {
  events: number;
  legs: number;
  links: number;
  dirty: number;
  /** Events that could not be read. */
  unreadable: number;
  /** Canonical events by chain and protocol, as `eip155:10 axelar`. */
  byProtocol: Record<string, number>;
}

export async function countStored(db: Queryable): Promise<Stored> {
  const { rows } = await db.execute<Omit<Stored, 'byProtocol'>>(sql`
    select
      (select count(*)::int from events) as events,
      (select count(*)::int from legs) as legs,
      (select count(*)::int from links) as links,
      (select count(*)::int from dirty) as dirty,
      (select count(*)::int from events where error is not null) as unreadable`);
  const { rows: groups } = await db.execute<{ name: string; events: number }>(sql`
    select chain || ' ' || protocol as name, count(*)::int as events
    from events
    where canonical
    group by 1
    order by 1`);
  const counts = rows[0] ?? { events: 0, legs: 0, links: 0, dirty: 0, unreadable: 0 };
  return { ...counts, byProtocol: Object.fromEntries(groups.map((row) => [row.name, row.events])) };
}
