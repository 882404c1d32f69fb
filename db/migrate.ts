import { join } from 'node:path';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { sql } from 'drizzle-orm';
import { MidflightError, reasonOf } from '../core/errors.ts';
import {
  applyViews,
  CONTRACT,
  dropViews,
  isRefusedByView,
  viewsOnContract,
} from './analytics-views.ts';
import { onSession, type Connection, type Queryable } from './pool.ts';

const folder = join(import.meta.dirname, '..', 'migrations');

/**
 * Brings the database to the newest schema, and the views for data teams with it. Processes that start together take turns.
 *
 * @throws MidflightError `migration_failed`, naming views of somebody else that stand in the way
 */
export async function migrateDatabase({ pool }: Connection): Promise<void> {
  const client = await pool.connect();
  const db = onSession(client);
  try {
    // Waiting for another process, or for a large table, is no reason to give up.
    await db.execute(sql`set statement_timeout = 0`);
    await db.execute(sql`select pg_advisory_lock(hashtextextended('midflight migrate', 0))`);
    // What a view reads cannot be changed beneath it.
    if (await isBehind(db)) await dropViews(db);
    await migrate(db, { migrationsFolder: folder });
    await applyViews(db);
  } catch (error) {
    const theirs = isRefusedByView(error) ? await viewsOnContract(db).catch(() => []) : [];
    if (theirs.length > 0) throw heldBy(theirs, error);
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

function heldBy(views: readonly string[], cause: unknown): MidflightError {
  return new MidflightError({
    code: 'migration_failed',
    message: `Views of ${CONTRACT} cannot be replaced while these read them: ${views.join(', ')}. Postgres says: ${reasonOf(cause)}.`,
    recovery: `Keep what they are made of (select pg_get_viewdef('${views[0]}')), drop them (drop view … cascade), start again, and make them again.`,
    cause,
  });
}

/** Whether there are migrations that were not applied to a database that has some. */
async function isBehind(db: Queryable): Promise<boolean> {
  const { rows: tables } = await db.execute<{ is_there: boolean }>(sql`
    select to_regclass('drizzle.__drizzle_migrations') is not null as is_there`);
  if (!tables[0]?.is_there) return false;
  const { rows } = await db.execute<{ newest: string | null }>(sql`
    select max(created_at) as newest from drizzle.__drizzle_migrations`);
  const wanted = readMigrationFiles({ migrationsFolder: folder }).at(-1)?.folderMillis ?? 0;
  return Number(rows[0]?.newest ?? 0) < wanted;
}
