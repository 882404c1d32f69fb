import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { migrateDatabase } from '../db/migrate.ts';
import { connect } from '../db/pool.ts';
import { startEmbeddedPostgres } from '../start/embedded-postgres.ts';
import { showProgress } from '../start/show-progress.ts';
import { serveApi, serveBare } from './serve-child.ts';
import { idOf, storeFolded, transactionOf } from './store-folded.ts';

const CONNECTIONS = 20;
/** Before each measurement, so that code is compiled and pages are in memory. */
const WARM_SECONDS = 2;
/** What no statement of a request may take, and the vacuum of a million operations does. */
const VACUUM_MS_MAX = 3_600_000;

/** What one question to one server gave. */
export interface Load {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Answers that were no 200, and requests without one. */
  failures: number;
}

/** One kind of question, to the API and to the bare server. */
export interface Asked {
  name: string;
  api: Load;
  bare: Load;
}

/** What was measured on a database with so many operations. */
export interface ApiMeasure {
  operations: number;
  asked: Asked[];
  /** By id, at half of what the API can do. */
  halfLoad: Load;
}

/** The same questions to both: `n` runs over the operations, far and near. */
const questions: readonly {
  name: string;
  api: (n: number) => string;
  bare: (n: number) => string;
}[] = [
  {
    name: 'by id',
    api: (n) => `/v1/operations/${idOf(n)}`,
    bare: (n) => `/id?${idOf(n)}`,
  },
  {
    name: 'by transaction',
    api: (n) => `/v1/lookup?tx=${transactionOf(n)}`,
    bare: (n) => `/tx?${transactionOf(n)}`,
  },
  {
    name: 'list of a status',
    api: () => '/v1/operations?status=complete',
    bare: () => '/list?complete',
  },
];

/** Fills an embedded Postgres of its own, and asks the API and the bare server the same, one after the other. */
export async function measureApi({
  operations,
  seconds,
  onStage,
}: {
  operations: number;
  seconds: number;
  onStage: (stage: string) => void;
}): Promise<ApiMeasure> {
  const dir = mkdtempSync(join(tmpdir(), 'midflight-bench-'));
  const postgres = await startEmbeddedPostgres({ dir, database: 'bench' });
  const stopping: (() => Promise<unknown>)[] = [];
  try {
    const connection = connect({
      url: postgres.url,
      connectionsMax: 1,
      statementTimeoutMs: VACUUM_MS_MAX,
      onError: () => {},
    });
    await migrateDatabase(connection);
    await storeFolded(connection.db, operations, showProgress());
    await connection.close();
    const api = await serveApi(postgres.url);
    stopping.push(api.stop);
    const bare = await serveBare(postgres.url);
    stopping.push(bare.stop);
    const load = (url: string, path: (n: number) => string, perSecond?: number) =>
      ask({ url, path, operations, seconds, perSecond });
    const asked: Asked[] = [];
    for (const { name, ...paths } of questions) {
      onStage(`asking ${name}`);
      const own = await load(api.url, paths.api);
      asked.push({ name, api: own, bare: await load(bare.url, paths.bare) });
    }
    onStage('asking by id at half load');
    const [byId] = asked;
    const half = Math.floor((byId?.api.perSecond ?? 2) / 2);
    const path = questions[0]?.api ?? idOf;
    return { operations, asked, halfLoad: await load(api.url, path, half) };
  } finally {
    for (const stop of stopping) await stop();
    await postgres.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function ask({
  url,
  path,
  operations,
  seconds,
  perSecond,
}: {
  url: string;
  path: (n: number) => string;
  operations: number;
  seconds: number;
  /** As fast as they are answered, unless given. */
  perSecond: number | undefined;
}): Promise<Load> {
  let count = 0;
  // A large odd step meets the operations in no order that a cache could know.
  const next = () => path(1 + ((count++ * 7_368_787) % operations));
  const run = (duration: number) =>
    autocannon({
      url,
      connections: CONNECTIONS,
      duration,
      ...(perSecond !== undefined && { overallRate: perSecond }),
      requests: [{ setupRequest: (request) => ({ ...request, path: next() }) }],
    });
  await run(WARM_SECONDS);
  const result = await run(seconds);
  return {
    perSecond: Math.round(result['2xx'] / result.duration),
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    failures: result.non2xx + result.errors + result.timeouts,
  };
}
