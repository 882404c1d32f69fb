import { getTableName, sql } from 'drizzle-orm';
import type { Queryable, Connection } from './pool.ts';
import { onSession } from './pool.ts';
import * as schema from './schema.ts';

/** The role that may read what the API shows, and nothing else. Roles are of the whole cluster, whatever the database. */
export const READER_ROLE = 'midflight_api';

/** What the API reads. A table that is not here is out of its reach: add it when a route reads it. */
export const readable = [
  schema.alertEvents,
  schema.alertNotices,
  schema.alerts,
  schema.aliases,
  schema.apiKeys,
  schema.blocks,
  schema.chains,
  schema.checkpoints,
  schema.clientRefs,
  schema.dirty,
  schema.events,
  schema.followedChains,
  schema.incidents,
  schema.legs,
  schema.links,
  schema.lookups,
  schema.operationHealth,
  schema.operations,
  schema.quarantine,
  schema.reorgs,
  schema.reports,
  schema.silences,
  schema.stageBaselines,
  schema.stageTimes,
  schema.tokens,
  schema.transitions,
];

/** Postgres' codes for a role that somebody else made in the same moment: by its name, or by the index of names. */
const MADE_MEANWHILE = ['42710', '23505'];

/**
 * Makes the role of readers if it is not there, and lets it read. Any number of processes may do so at once, also in several
 * databases of one cluster: only one of them makes the role, and grants take turns within their database.
 *
 * @returns the role, or the reason why it cannot be had: the database's user may not make roles, or may not take this one
 */
export async function prepareReaderRole(
  { pool }: Connection,
  role: string = READER_ROLE,
): Promise<{ role: string; reason: null } | { role: null; reason: string }> {
  const client = await pool.connect();
  try {
    const db = onSession(client);
    await db.execute(sql`select pg_advisory_lock(hashtextextended('midflight reader role', 0))`);
    await makeRole(db, role);
    await grantReads(db, role);
    await takeRole(db, role);
    return { role, reason: null };
  } catch (error) {
    return { role: null, reason: saidBy(error) };
  } finally {
    // The session is closed, not given back: with it go the lock and the role.
    client.release(true);
  }
}

/** Makes a role that nobody logs in as, if it is not there. */
export async function makeRole(db: Queryable, role: string): Promise<void> {
  const { rows } = await db.execute(sql`select from pg_roles where rolname = ${role}`);
  if (rows.length > 0) return;
  try {
    await db.execute(sql`create role ${sql.identifier(role)} nologin`);
  } catch (error) {
    if (!MADE_MEANWHILE.includes(codeOf(error))) throw error;
  }
}

/** Only what lacks: a grant that is there already would still write to the catalogue. */
async function grantReads(db: Queryable, role: string): Promise<void> {
  const tables = readable.map((table) => getTableName(table));
  const { rows } = await db.execute<{ name: string }>(sql`
    select name from unnest(${sql.param(tables)}::text[]) as name
    where not has_table_privilege(${role}, name, 'select')`);
  if (rows.length > 0) {
    const lacking = sql.join(
      rows.map(({ name }) => sql.identifier(name)),
      sql`, `,
    );
    await db.execute(sql`grant select on ${lacking} to ${sql.identifier(role)}`);
  }
  const { rows: schemas } = await db.execute<{ name: string }>(sql`
    select current_schema() as name
    where not has_schema_privilege(${role}, current_schema(), 'usage')`);
  for (const { name } of schemas) {
    await db.execute(sql`grant usage on schema ${sql.identifier(name)} to ${sql.identifier(role)}`);
  }
}

/** Takes the role, as the pool will; who made it may have to let itself do so first. */
async function takeRole(db: Queryable, role: string): Promise<void> {
  const take = () => db.execute(sql`set role ${sql.identifier(role)}`);
  try {
    await take();
  } catch {
    // Another process may do so in the same moment: what counts is whether it can be taken then.
    await db.execute(sql`grant ${sql.identifier(role)} to current_user`).catch(() => {});
    await take();
  }
}

interface Failed {
  code?: string;
  message?: string;
}

/** What Postgres said; drizzle wraps it. */
function pgError(error: unknown): Failed {
  // CAST: an error, whatever it is; what it has not is undefined.
  return ((error as { cause?: unknown }).cause ?? error) as Failed;
}

/** Postgres' code of an error; empty if it has none. */
export const codeOf = (error: unknown): string => pgError(error).code ?? '';
/** What Postgres said of it. */
export const saidBy = (error: unknown): string => pgError(error).message ?? String(error);
