import { sql } from 'drizzle-orm';
import type { Queryable } from './pool.ts';

/** The name by which the session of a jobs process is known that listens for the bell. */
export const DOORBELL_SESSION = 'midflight doorbell';

/** Whether a process runs the jobs on this database: its doorbell has a session of its own. */
export async function areJobsRunning(db: Queryable): Promise<boolean> {
  const { rows } = await db.execute<{ is_running: boolean }>(sql`
    select exists (
      select
      from pg_stat_activity
      where datname = current_database() and application_name = ${DOORBELL_SESSION}
    ) as is_running`);
  return rows[0]?.is_running ?? false;
}
