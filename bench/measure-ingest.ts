import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateDatabase } from '../db/migrate.ts';
import { connect } from '../db/pool.ts';
import { startEmbeddedPostgres } from '../start/embedded-postgres.ts';
import { copyCeiling } from './copy-ceiling.ts';
import { countStored, type Stored } from './count-stored.ts';
import { fetchCeiling } from './fetch-ceiling.ts';
import { postmasterOf } from './process-usage.ts';
import { runIngest, type IngestRun, type Sample } from './run-ingest.ts';
import { startMock } from './start-mock.ts';

/** A run of the indexer, and what its two halves would reach alone, in events per second. */
export interface IngestMeasure {
  blocks: number;
  events: number;
  run: IngestRun;
  stored: Stored;
  ceilings: { fetch: number; copy: number };
  postgres: string;
}

/** Indexes the mock chains into an embedded Postgres of their own, then measures the ceilings with the same data. */
export async function measureIngest({
  blocks,
  logs,
  onStage,
  onSample,
}: {
  blocks: number;
  logs: number;
  onStage: (stage: string) => void;
  onSample: (sample: Sample) => void;
}): Promise<IngestMeasure> {
  const dir = mkdtempSync(join(tmpdir(), 'midflight-bench-'));
  onStage('starting Postgres');
  const postgres = await startEmbeddedPostgres({ dir, database: 'bench' });
  onStage('preparing the mock chains');
  const mock = await startMock({ blocks, logs });
  try {
    const connection = connect({ url: postgres.url, connectionsMax: 2, onError: () => {} });
    await migrateDatabase(connection);
    onStage('indexing');
    const postmaster = postmasterOf(dir);
    const run = await runIngest({ mock, url: postgres.url, postmaster, blocks, onSample });
    onStage('counting what is stored');
    const stored = await countStored(connection.db);
    const { rows } = await connection.pool.query<{ server_version: string }>('show server_version');
    await connection.close();
    onStage('fetching and parsing alone');
    const fetch = await fetchCeiling(mock, blocks);
    onStage('COPY alone');
    const copy = await copyCeiling({ url: postgres.url, dir, events: stored.events });
    const version = rows[0]?.server_version ?? 'unknown';
    const events = stored.events;
    return { blocks, events, run, stored, ceilings: { fetch, copy }, postgres: version };
  } finally {
    await mock.stop();
    await postgres.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}
