import { setTimeout as sleep } from 'node:timers/promises';
import { bindChannels, routesOf } from '../alerts/bind-channels.ts';
import { MidflightError } from '../core/errors.ts';
import { ANALYTICS_ROLE, prepareAnalyticsRole } from '../db/analytics-role.ts';
import { CONTRACT } from '../db/analytics-views.ts';
import { connect } from '../db/pool.ts';
import { migrateDatabase } from '../db/migrate.ts';
import { startIndexer } from '../indexer/start-indexer.ts';
import { rebuildChanged } from '../jobs/rebuild-changed.ts';
import { startJobs } from '../jobs/start-jobs.ts';
import { warnOfOtherRules } from '../jobs/warn-of-other-rules.ts';
import { bindProtocols, protocols } from '../protocols/index.ts';
import { bindReporters } from '../reports/index.ts';
import { secretBox } from '../webhooks/secret-box.ts';
import { boundHeap } from './bound-heap.ts';
import { connectChains } from './connect-chains.ts';
import { createLog } from './create-log.ts';
import { addDatabaseMetrics } from './database-metrics.ts';
import { addHealthMetrics } from './health-metrics.ts';
import { loadConfig } from './load-config.ts';
import { nameContracts } from './name-contracts.ts';
import { processMetrics } from './process-metrics.ts';
import { addQueueMetrics } from './queue-metrics.ts';
import { serveMetrics } from './serve-metrics.ts';
import { startServices } from './services.ts';
import { readSettings } from './settings.ts';
import { startApi } from './start-api.ts';

// npm start                  runs all three parts in one process
// npm run indexer|jobs|api   runs one

const parts = ['indexer', 'jobs', 'api'] as const;
type Part = (typeof parts)[number];

/** What stops everything that was started, the newest last; it is called in the opposite order. */
const running: (() => Promise<unknown>)[] = [];
let isStopping = false;
/** What a part may take to stop: a request to a slow endpoint is not waited for. Nothing is lost by ending it. */
const STOP_MS_MAX = 5_000;
/** The API finishes what it is answering: its own limit (`serve-app.ts`), and the goodbye of streams before. */
const API_STOP_MS_MAX = 15_000;
/** Of those who send to webhooks alone: they wait for receivers, and only now and then for the database. */
const WEBHOOK_CONNECTIONS = 4;
/** A rule that is checked, and channels that are told. */
const ALERT_CONNECTIONS = 2;

async function start(): Promise<void> {
  const wanted = partsFrom(process.argv.slice(2));
  boundHeap();
  const settings = readSettings(process.env);
  const config = await loadConfig(process.env);
  const log = createLog(settings.logLevel);
  const chains = wanted.has('indexer') ? await connectChains(config, log) : [];
  // Only the jobs need the queue: the other parts start without it, and the API counts requests there if it can.
  const redisUrl = wanted.has('jobs') ? settings.redisUrl : null;
  const reporters = bindReporters(config.reports);
  const services = await startServices({ ...settings, redisUrl });
  onStop(services.stop);
  void stopWhenLost(services.lost);
  const onError = (error: Error) =>
    log.warn({ reason: error.message }, 'a database connection was lost');
  const connection = connect({
    url: services.databaseUrl,
    connectionsMax:
      chains.length + settings.jobsConcurrency + reporters.length + ALERT_CONNECTIONS + 10,
    onError,
  });
  onStop(connection.close);
  await migrateDatabase(connection);
  const whyNoReaders = await prepareAnalyticsRole(connection, { contract: CONTRACT });
  if (whyNoReaders !== null) {
    log.info({ reason: whyNoReaders }, `no role ${ANALYTICS_ROLE} for data teams can be had`);
  }
  if (settings.databaseUrl === null && wanted.size < parts.length) {
    log.warn(
      'no DATABASE_URL: the other parts must use the same MIDFLIGHT_DIR, and end with the one that started its Postgres',
    );
  }
  const asked = reporters.map(({ reporter }) => reporter.name);
  log.info({ parts: [...wanted], services: services.description, reports: asked }, 'starting');
  const own = await nameContracts(connection.db, config.protocols, { chains, log });
  const bound = bindProtocols(own, config.declared);
  const rules = new Map(bound.map((protocol) => [protocol.name, protocol.rules]));
  const webhooks = { reach: config.webhooks, box: secretBox(settings.webhookSecretsKey) };
  const metrics = processMetrics();
  if (wanted.has('api')) {
    addDatabaseMetrics(metrics, connection.db);
    addHealthMetrics(metrics, connection.db, { rules, policy: config.health });
    const stopApi = await startApi({
      connection,
      databaseUrl: services.databaseUrl,
      settings,
      api: config.api,
      protocols: bound,
      webhooks,
      health: config.health,
      meter: metrics.meter,
      ...(settings.metricsPort === null && { metrics }),
      log,
    });
    onStop(stopApi, API_STOP_MS_MAX);
  }
  if (settings.metricsPort !== null) {
    const { host, metricsPort: port } = settings;
    onStop(await serveMetrics(metrics, { host, port, log }));
  }
  if (wanted.has('jobs')) {
    const { databaseUrl, queue } = services;
    const declared = bound.filter(({ name }) => config.declared.some((own) => own.name === name));
    const builtIn = new Map([...rules].filter(([name]) => Object.hasOwn(protocols, name)));
    await warnOfOtherRules(connection.db, builtIn, log);
    const sending = connect({
      url: databaseUrl,
      connectionsMax: WEBHOOK_CONNECTIONS,
      onError,
    });
    running.push(sending.close);
    const { channels, rules: alertRules, escalateAfterMinutes } = config.alerts;
    const alerts = {
      rules: alertRules,
      health: config.health,
      routes: routesOf(channels),
      escalateMs: escalateAfterMinutes * 60_000,
      channels: bindChannels(channels, process.env),
      publicUrl: config.publicUrl ?? null,
    };
    const jobs = await startJobs({
      db: connection.db,
      webhookDb: sending.db,
      databaseUrl,
      queue,
      protocols: bound,
      log,
      concurrency: settings.jobsConcurrency,
      legsMax: settings.componentLegsMax,
      reporters,
      meter: metrics.meter,
      webhooks: { ...webhooks, meter: metrics.meter },
      retention: config.retention,
      health: config.health,
      alerts: { ...alerts, meter: metrics.meter },
    });
    onStop(jobs.stop);
    addQueueMetrics(metrics, jobs);
    const abort = new AbortController();
    const rebuilding = rebuildChanged(
      {
        db: connection.db,
        rules,
        log,
        signal: abort.signal,
        // It folds by itself, beside the jobs.
        ring: async () => {},
        legsMax: settings.componentLegsMax,
      },
      declared,
    );
    onStop(async () => {
      abort.abort();
      await rebuilding;
    });
  }
  if (wanted.has('indexer')) {
    const indexer = startIndexer({ connection, chains, protocols: bound, log });
    onStop(indexer.stop);
  }
}

/** Has something stopped at the end; what takes longer is left. */
function onStop(stopOne: () => Promise<unknown>, msMax = STOP_MS_MAX): void {
  running.push(() => Promise.race([stopOne().catch(() => {}), sleep(msMax)]));
}

async function stopWhenLost(lost: Promise<string>): Promise<void> {
  const reason = await lost;
  await stop(1, `The database is gone: ${reason}. Start again, or set DATABASE_URL.`);
}

function partsFrom(args: readonly string[]): Set<Part> {
  const unknown = args.find((arg) => !parts.some((part) => part === arg));
  if (unknown !== undefined) {
    throw new MidflightError({
      code: 'bad_argument',
      message: `There is no part called ${unknown}.`,
      recovery: `Name one of ${parts.join(', ')}, or nothing to run all three.`,
    });
  }
  const named = parts.filter((part) => args.includes(part));
  return new Set(named.length > 0 ? named : parts);
}

async function stop(code: number, reason?: string): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  if (reason !== undefined) process.stderr.write(`${reason}\n`);
  for (const stopOne of running.toReversed()) await stopOne();
  process.exit(code);
}

process.on('SIGINT', () => void stop(0));
process.on('SIGTERM', () => void stop(0));
try {
  await start();
} catch (error) {
  // An error of the world's is one sentence and a remedy; one of ours shows where it is.
  const text =
    error instanceof MidflightError
      ? `${error.message} ${error.recovery}`
      : `Midflight failed to start. ${error instanceof Error ? error.stack : String(error)}`;
  await stop(1, text);
}
