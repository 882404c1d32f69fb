import { join } from 'node:path';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { sql } from 'drizzle-orm';
import { MidflightError, reasonOf } from '../core/errors.ts';
import { onSession, type Connection } from './pool.ts';

const folder = join(import.meta.dirname, '..', 'migrations');

/** Brings the database to the newest schema. Processes that start together take turns. */
export async function migrateDatabase({ pool }: Connection): Promise<void> {
  const client = await pool.connect();
  try {
    const db = onSession(client);
    // Waiting for another process, or for a large table, is no reason to give up.
    await db.execute(sql`set statement_timeout = 0`);
    await db.execute(sql`select pg_advisory_lock(hashtextextended('midflight migrate', 0))`);
    await migrate(db, { migrationsFolder: folder });
  } catch (error) {
    throw new MidflightError({
      code: 'migration_failed',
      message: `The database cannot be brought to this version's schema: ${reasonOf(error)}.`,
      recovery:
        "Give the database's user the right to create tables in it, or use an empty database.",
      cause: error,
    });
  } finally {
    // The session is closed, not given back: with it goes the lock.
    client.release(true);
  }
}
