import { sql } from 'drizzle-orm';
import type { Queryable } from './pool.ts';

/** What waits, counted cheaply: none of it grows with the number of operations. */
export interface Backlog {
  /** Marks that wait to be folded, and the age of the oldest. */
  dirty: number;
  oldestSeconds: number;
  quarantined: number;
  /** Questions to chains that are due, and not asked yet. */
  lookupsDue: number;
}

/** The backlog as it is now. */
export async function readBacklog(db: Queryable): Promise<Backlog> {
  const { rows } = await db.execute<{
    dirty: number;
    oldest_seconds: number;
    quarantined: number;
    lookups_due: number;
  }>(sql`
    select count(*)::int as dirty,
      coalesce(extract(epoch from now() - min(marked_at)), 0)::float8 as oldest_seconds,
      (select count(*)::int from quarantine) as quarantined,
      (select count(*)::int from lookups where not done and next_at <= now()) as lookups_due
    from dirty`);
  const [row] = rows;
  return {
    dirty: row?.dirty ?? 0,
    oldestSeconds: row?.oldest_seconds ?? 0,
    quarantined: row?.quarantined ?? 0,
    lookupsDue: row?.lookups_due ?? 0,
  };
}
