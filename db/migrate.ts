import { join } from 'node:path';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { sql } from 'drizzle-orm';
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
  } finally {
    // The session is closed, not given back: with it goes the lock.
    client.release(true);
  }
}
