import { Pool, type PoolClient } from 'pg';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import * as schema from './schema.ts';

export type Database = NodePgDatabase<typeof schema>;
/** A transaction, or the database itself where one statement is enough. */
export type Queryable = Parameters<Parameters<Database['transaction']>[0]>[0] | Database;

/** How long a statement may run before the server ends it: longer means a lock or a lost plan, not work. */
const STATEMENT_TIMEOUT_MS = 30_000;
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
  onError,
}: {
  url: string;
  connectionsMax?: number;
  onError: (error: Error) => void;
}): Connection {
  const pool = new Pool({
    connectionString: url,
    max: connectionsMax,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    keepAlive: true,
    application_name: 'midflight',
  });
  pool.on('error', onError);
  return {
    pool,
    db: drizzle(pool, { schema }),
    close: () => pool.end(),
  };
}

/** Drizzle over one connection, for work that must stay on the session that holds a lock. */
export function onSession(client: PoolClient): Database {
  return drizzle(client, { schema });
}
