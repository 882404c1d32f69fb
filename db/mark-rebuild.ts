import { sql } from 'drizzle-orm';
import { texts } from './arrays.ts';
import { bell } from './dirty.ts';
import type { Queryable } from './pool.ts';
import type { Cause } from './types.ts';

/** The cause that the versions have which a rebuild makes. */
export const REBUILD: Cause = { type: 'rebuild' };

/** Marks what a rebuild found to be folded otherwise now, and rings the bell. */
export async function markRebuild(tx: Queryable, keys: Iterable<string>): Promise<void> {
  const marked = [...new Set(keys)];
  if (marked.length === 0) return;
  await tx.execute(sql`
    insert into dirty (key, cause)
    select unnest(${texts(marked)}), ${JSON.stringify(REBUILD)}::jsonb`);
  await bell(tx);
}

/**
 * How many marks of rebuilds wait for their first fold, with those of what is tried again from quarantine, which go back
 * there if they fail; and how many of a rebuild's own failed, or went to quarantine.
 */
export async function rebuildMarks(db: Queryable): Promise<{ waiting: number; failed: number }> {
  const { rows } = await db.execute<{ waiting: number; failed: number }>(sql`
    select (count(*) filter (where failures = 0 or cause ->> 'type' = 'operator'))::int as waiting,
      (count(*) filter (where failures > 0 and cause ->> 'type' = 'rebuild'))::int
        + (select count(*)::int from quarantine where cause ->> 'type' = 'rebuild') as failed
    from dirty
    where cause ->> 'type' in ('rebuild', 'operator')`);
  return rows[0] ?? { waiting: 0, failed: 0 };
}
