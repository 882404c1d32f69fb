import { escapeIdentifier, Pool, type ClientBase, type PoolClient } from 'pg';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { sql } from 'drizzle-orm';
import { assert } from '../core/errors.ts';
import * as schema from './schema.ts';

export type Database = NodePgDatabase<typeof schema> & { $client: Pool | PoolClient };
/** A transaction, or the database itself where one statement is enough. */
export type Queryable = Parameters<Parameters<Database['transaction']>[0]>[0] | Database;

/** How long a statement may run before the server ends it: longer means a lock or a lost plan, not work. */
const STATEMENT_TIMEOUT_MS = 30_000;
/** A reader whose server says nothing for so long beyond that gives its connection up: the other end may be gone. */
const SILENCE_MS_MAX = 5_000;
const CONNECT_TIMEOUT_MS = 5_000;
/** A transaction that its client forgot must not hold its locks for ever. */
const IDLE_IN_TRANSACTION_MS = 60_000;

/** Connections to one database, and drizzle over them. */
export interface Connection {
  db: Database;
  pool: Pool;
  close: () => Promise<void>;
}

/**
 * Opens a pool. Errors of idle connections (a restarted server) go to `onError`; the next query connects again.
 */
export function connect({
  url,
  connectionsMax = 10,
  statementTimeoutMs = STATEMENT_TIMEOUT_MS,
  readOnlyAs,
  onError,
}: {
  url: string;
  connectionsMax?: number;
  statementTimeoutMs?: number;
  /** Given, its sessions cannot write: as this role, or as whom the URL names if it is null. */
  readOnlyAs?: string | null;
  onError: (error: Error) => void;
}): Connection {
  const pool = new Pool({
    connectionString: url,
    max: connectionsMax,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    keepAlive: true,
    application_name: 'midflight',
    // Statements, since a pooler in between would not hand on options of the connection.
    ...(readOnlyAs !== undefined && {
      query_timeout: statementTimeoutMs + SILENCE_MS_MAX,
      // oxlint-disable-next-line typescript/no-misused-promises -- the pool waits for it; its types do not know
      onConnect: async (client: ClientBase) => {
        await client.query('set default_transaction_read_only = on');
        if (readOnlyAs !== null) await client.query(`set role ${escapeIdentifier(readOnlyAs)}`);
      },
    }),
  });
  pool.on('error', onError);
  // The pool hears of a connection only while it is idle. One that breaks in the middle of a transaction fails its next
  // query; without somebody who listens, the news would end the process as well.
  pool.on('connect', (client) => client.on('error', () => {}));
  return {
    pool,
    db: onPool(pool),
    close: () => pool.end(),
  };
}

/**
 * Drizzle over a pool. Its own transactions do not give a connection back that breaks at `begin`: some lost ones later the
 * pool would be empty for good. Here each is given back, and the pool itself throws away what is broken.
 */
export function onPool(pool: Pool): Database {
  const db: Database = drizzle(pool, { schema });
  db.transaction = async (work, config) => {
    const client = await pool.connect();
    try {
      return await onSession(client).transaction(work, config);
    } finally {
      client.release();
    }
  };
  return db;
}

/** Drizzle over one connection, for work that must stay on the session that holds a lock. */
export function onSession(client: PoolClient): Database {
  return drizzle(client, { schema });
}

/**
 * Runs `work` on a session of its own, and lets go of every advisory lock that the session took. Such locks are of the
 * session, not of a transaction: a transaction's snapshot would be older than the lock that it waited for.
 */
export async function withSession<T>(
  { $client }: Database,
  work: (session: Database) => Promise<T>,
): Promise<T> {
  assert($client instanceof Pool, 'a session is taken out of a pool');
  const client = await $client.connect();
  // Without a listener, a connection that breaks between two queries would end the process.
  const ignore = () => {};
  client.on('error', ignore);
  let isUnlocked = false;
  try {
    const session = onSession(client);
    const result = await work(session);
    // All of them, each as often as it was taken.
    await session.execute(sql`select pg_advisory_unlock_all()`);
    isUnlocked = true;
    return result;
  } finally {
    client.off('error', ignore);
    // After a failure the session is closed rather than given back: with it go the locks.
    client.release(!isUnlocked);
  }
}
