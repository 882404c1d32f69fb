import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '../db/pool.ts';
import { migrateDatabase } from '../db/migrate.ts';
import { startEmbeddedPostgres } from '../start/embedded-postgres.ts';
import { storeOperations, unfold } from './store-operations.ts';

/** What so many workers did. */
export interface FoldMeasure {
  workers: number;
  operations: number;
  seconds: number;
  /** Looks that found everything in others' hands. */
  held: number;
  /** Of the workers alone, without Postgres. */
  cpuSeconds: number;
}

/** Folds the same operations with one worker and with several, each in a process of its own, on one Postgres. */
export async function measureFolds({
  operations,
  workers,
  onStage,
}: {
  operations: number;
  workers: readonly number[];
  onStage: (stage: string) => void;
}): Promise<FoldMeasure[]> {
  const dir = mkdtempSync(join(tmpdir(), 'midflight-bench-'));
  const postgres = await startEmbeddedPostgres({ dir, database: 'folds' });
  const connection = connect({ url: postgres.url, connectionsMax: 2, onError: () => {} });
  try {
    await migrateDatabase(connection);
    onStage(`storing ${operations} operations`);
    await storeOperations(connection.db, operations);
    const measured: FoldMeasure[] = [];
    for (const count of workers) {
      onStage(`folding with ${count}`);
      measured.push(await run(count, postgres.url, () => unfold(connection.db)));
    }
    return measured;
  } finally {
    await connection.close();
    await postgres.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function run(
  workers: number,
  url: string,
  prepare: () => Promise<void>,
): Promise<FoldMeasure> {
  const script = join(import.meta.dirname, 'fold-worker.ts');
  const children = Array.from({ length: workers }, () =>
    fork(script, [url], { execArgv: ['--import', 'tsx'] }),
  );
  await Promise.all(children.map((child) => once(child, 'message')));
  await prepare();
  const startedAt = performance.now();
  const told = children.map((child) => once(child, 'message'));
  for (const child of children) child.send('go');
  // CAST: what our own script sends.
  const done = (await Promise.all(told)).map(
    ([message]) => message as { versions: number; held: number; cpuSeconds: number },
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  return {
    workers,
    operations: done.reduce((sum, { versions }) => sum + versions, 0),
    seconds,
    held: done.reduce((sum, { held }) => sum + held, 0),
    cpuSeconds: done.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
  };
}
