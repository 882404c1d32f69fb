import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { createApp } from '../api/create-app.ts';
import { HEALTH_POLICY } from '../core/health.ts';
import { sightNow } from '../api/health-of.ts';
import { chainsById, readingsOf, type ApiDeps } from '../api/deps.ts';
import { startLive } from '../api/live.ts';
import {
  memoryLimits,
  redisLimits,
  withInsurance,
  type RateLimits,
  type Rates,
} from '../api/rate-limits.ts';
import type { ApiSettings } from '../api/settings.ts';
import { sharedRead } from '../api/shared-read.ts';
import { tokenBook } from '../api/token-book.ts';
import { reasonOf } from '../core/errors.ts';
import { connect, type Connection } from '../db/pool.ts';
import { readTokens } from '../db/tokens.ts';
import { prepareReaderRole } from '../db/reader-role.ts';
import { serveApp } from './serve-app.ts';
import type { Settings } from './settings.ts';

/** Connections that requests share; those of the jobs are others, so that neither waits for the other's. */
const CONNECTIONS_MAX = 10;
/** How old the heads of an answer may be, and what it says is read: a rollback is hidden for no longer. */
const CHAINS_AGE_MS_MAX = 1_000;
/** A counter must answer at once: a request waits for it. */
const REDIS_MS_MAX = 250;

/** Starts the API; resolves once the port is open, with the function that stops it. */
export async function startApi({
  connection,
  databaseUrl,
  settings,
  api,
  log,
  ...deps
}: {
  /** Where it writes, and prepares what it needs. */
  connection: Connection;
  databaseUrl: string;
  settings: Settings;
  api: ApiSettings;
  log: Logger;
} & Pick<ApiDeps, 'protocols' | 'meter' | 'metrics' | 'webhooks' | 'health'>): Promise<
  () => Promise<void>
> {
  const reader = await openReader({ connection, databaseUrl, settings, api, log });
  const counter = openCounter(api.rateLimits, settings.redisUrl, log);
  const stopping = [reader.close, async () => counter.close()];
  const stop = async () => {
    for (const stopOne of stopping.toReversed()) await stopOne();
  };
  try {
    // The bell rings where is written: a replica has none.
    const live = await startLive({ db: reader.db, databaseUrl, log });
    stopping.push(live.stop);
    const rules = new Map(deps.protocols.map(({ name, rules: own }) => [name, own]));
    const policy = deps.health ?? HEALTH_POLICY;
    const app = createApp({
      ...deps,
      db: reader.db,
      writable: connection.db,
      chains: sharedRead(() => chainsById(reader.db), { maxAgeMs: CHAINS_AGE_MS_MAX }),
      readings: sharedRead(() => readingsOf(reader.db), { maxAgeMs: CHAINS_AGE_MS_MAX }),
      sight: sharedRead(() => sightNow(reader.db, { rules, policy, now: new Date() }), {
        maxAgeMs: CHAINS_AGE_MS_MAX,
      }),
      tokens: tokenBook((tokens) => readTokens(reader.db, tokens)),
      settings: api,
      limits: counter.limits,
      live,
      log,
      now: () => new Date(),
    });
    // Streams say goodbye before the server closes.
    stopping.splice(-1, 0, await serveApp(app, { ...settings, log }));
    return stop;
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The pool that requests read through: it cannot write, and where that can be had, as a role that may not. */
async function openReader({
  connection,
  databaseUrl,
  settings: { apiDatabaseUrl },
  api: { statementTimeoutMs },
  log,
}: Pick<
  Parameters<typeof startApi>[0],
  'connection' | 'databaseUrl' | 'settings' | 'api' | 'log'
>) {
  const { role, reason } = await prepareReaderRole(connection);
  if (role === null && apiDatabaseUrl === null) {
    log.info(
      { reason },
      "the API reads as the database's user, in sessions that cannot write: a role of its own cannot be had",
    );
  }
  return connect({
    url: apiDatabaseUrl ?? databaseUrl,
    connectionsMax: CONNECTIONS_MAX,
    statementTimeoutMs,
    readOnlyAs: apiDatabaseUrl === null ? role : null,
    onError: (error) => log.warn({ reason: error.message }, 'a database connection was lost'),
  });
}

/** Counts requests in Redis where there is one, so that several processes count together. */
function openCounter(
  rates: Rates | null,
  redisUrl: string | null,
  log: Logger,
): { limits: RateLimits | null; close: () => void } {
  if (!rates) return { limits: null, close: () => {} };
  const inMemory = memoryLimits(rates);
  if (redisUrl === null) return { limits: inMemory, close: () => {} };
  const redis = new Redis(redisUrl, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 5_000,
    commandTimeout: REDIS_MS_MAX,
  });
  // It connects again by itself; that it cannot is said once, until it can.
  let isAway = false;
  const onFailure = (error: unknown) => {
    if (isAway) return;
    isAway = true;
    log.warn(
      { reason: reasonOf(error) },
      'Redis does not answer: each process counts requests alone',
    );
  };
  redis.on('error', onFailure);
  redis.on('ready', () => {
    isAway = false;
  });
  return {
    limits: withInsurance(redisLimits(rates, redis), inMemory, onFailure),
    close: () => redis.disconnect(),
  };
}
