import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { MidflightError } from '../core/errors.ts';
import type { QueueStore } from '../jobs/queue-backend.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';

/** The servers that everything else works on. */
export interface Services {
  databaseUrl: string;
  queue: QueueStore;
  /** One line for the operator: what was chosen. */
  description: string;
  /** Resolves with a sentence if an embedded server ends by itself; never for the operator's own. */
  lost: Promise<string>;
  stop: () => Promise<void>;
}

/** Multiranges came with 14; older ones than 15 are not tested. */
const POSTGRES_VERSION_MIN = 150_000;
const CONNECT_MS_MAX = 10_000;

/**
 * The one module that chooses: the database that DATABASE_URL names, else an embedded one; the queues on the Redis that
 * REDIS_URL names, else in the same Postgres.
 *
 * @throws MidflightError with one sentence about the server that does not answer
 */
export async function startServices({
  databaseUrl,
  redisUrl,
  dir,
  mustExist = false,
}: {
  databaseUrl: string | null;
  redisUrl: string | null;
  dir: string;
  /** For commands that look at what there is: an empty database would tell them that all is well. */
  mustExist?: boolean;
}): Promise<Services> {
  if (redisUrl !== null) await checkRedis(redisUrl);
  const queueOn = (url: string): QueueStore =>
    redisUrl === null ? { type: 'postgres', url } : { type: 'redis', url: redisUrl };
  const queues = redisUrl === null ? 'queues in Postgres' : 'queues in Redis';
  if (databaseUrl !== null) {
    await checkPostgres(databaseUrl);
    return {
      databaseUrl,
      queue: queueOn(databaseUrl),
      description: `database of DATABASE_URL, ${queues}`,
      lost: new Promise(() => {}),
      stop: async () => {},
    };
  }
  const folder = join(dir, 'postgres');
  if (mustExist && !existsSync(folder)) {
    throw new MidflightError({
      code: 'no_database',
      message: `There is no database in ${dir}.`,
      recovery:
        'Set MIDFLIGHT_DIR to the folder of the installation that you mean (the demo names its own), or DATABASE_URL to its database.',
    });
  }
  const embedded = await startEmbeddedPostgres({
    dir: folder,
    database: 'midflight',
  });
  return {
    databaseUrl: embedded.url,
    queue: queueOn(embedded.url),
    description: `embedded Postgres in ${dir} at ${new URL(embedded.url).host}${embedded.reused ? ', started by another process' : ''}, ${queues}`,
    lost: embedded.exited,
    stop: () => embedded.stop(),
  };
}

async function checkPostgres(url: string): Promise<void> {
  let client: Client | undefined;
  try {
    // Here, since it reads the certificates that the URL names.
    client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS_MAX });
    // Without a listener, a server that goes right now would end the process.
    client.on('error', () => {});
    await client.connect();
    const { rows } = await client.query<{ version: number }>(
      `select current_setting('server_version_num')::int as version`,
    );
    const version = rows[0]?.version ?? 0;
    if (version >= POSTGRES_VERSION_MIN) return;
    throw new MidflightError({
      code: 'database_too_old',
      message: `The database of DATABASE_URL is Postgres ${Math.floor(version / 10_000)}.`,
      recovery: 'Use Postgres 15 or newer.',
    });
  } catch (error) {
    if (error instanceof MidflightError) throw error;
    throw new MidflightError({
      code: 'database_unreachable',
      message: `The database of DATABASE_URL does not let us in: ${reasonOf(error)}.`,
      recovery:
        'Check that it runs and that the URL is right, or unset DATABASE_URL to use an embedded one.',
      cause: error,
    });
  } finally {
    await client?.end().catch(() => {});
  }
}

async function checkRedis(url: string): Promise<void> {
  let redis: Redis | undefined;
  let reason: unknown;
  try {
    // Here, since it takes the URL apart, and not every password can be decoded.
    redis = new Redis(url, {
      lazyConnect: true,
      connectTimeout: CONNECT_MS_MAX,
      maxRetriesPerRequest: 1,
      retryStrategy: () => null,
    });
    redis.on('error', (error) => {
      reason = error;
    });
    await redis.connect();
    await redis.ping();
  } catch (error) {
    throw new MidflightError({
      code: 'redis_unreachable',
      message: `The Redis of REDIS_URL does not answer: ${reasonOf(reason ?? error)}.`,
      recovery:
        'Check that it runs and that the URL is right, or unset REDIS_URL to keep the queues in Postgres.',
      cause: error,
    });
  } finally {
    redis?.disconnect();
  }
}

/** A failed connection to a name with several addresses has no message of its own, only those of the tries. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join(', ');
  return error instanceof Error ? error.message : String(error);
}
