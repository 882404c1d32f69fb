import { Client, DatabaseError, escapeIdentifier } from 'pg';

// Reasons of a server to refuse that pass: starting, stopping, full, template database in use.
const notNow = new Set(['57P01', '57P03', '53300', '55006']);
// Another process created the database since we looked (the second code: at the same instant).
const existsAlready = new Set(['42P04', '23505']);

/**
 * Creates the database that a URL names, if it is absent. Resolves with the reason if the server
 * cannot do that yet, and throws if it never will.
 *
 * @example await ensureDatabase('postgres://me:secret@127.0.0.1:5432/midflight') // undefined: there
 */
export async function ensureDatabase(url: string): Promise<string | undefined> {
  const maintenance = new URL(url);
  const database = decodeURIComponent(maintenance.pathname.slice(1));
  maintenance.pathname = '/postgres';
  const client = new Client({
    connectionString: maintenance.href,
    connectionTimeoutMillis: 5_000,
    query_timeout: 30_000,
  });
  client.on('error', () => undefined); // the server may go at any time; the query says so
  try {
    await client.connect();
    const question = 'select from pg_database where datname = $1';
    const { rowCount } = await client.query(question, [database]);
    if (rowCount === 0) await client.query(`create database ${escapeIdentifier(database)}`);
    return undefined;
  } catch (error) {
    const code = error instanceof DatabaseError ? (error.code ?? '') : undefined;
    if (code !== undefined && existsAlready.has(code)) return undefined;
    if (code !== undefined && !notNow.has(code)) throw error;
    return error instanceof Error ? error.message : String(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}
