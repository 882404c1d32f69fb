import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { startLive } from '../../api/live.ts';
import { createApiKey } from '../../db/api-keys.ts';
import { migrateDatabase } from '../../db/migrate.ts';
import { connect } from '../../db/pool.ts';
import { startEmbeddedPostgres } from '../../start/embedded-postgres.ts';
import { exampleApp } from '../contract/example-answers.ts';
import { fillExampleDatabase } from '../contract/example-database.ts';
import { serveApp } from '../serve-app.ts';
import { runFuzz } from './run-fuzz.ts';

// npm run fuzz:api [-- --requests 10000 --seed 1]

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '10000' },
    seed: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log('npm run fuzz:api [-- --requests 10000 --seed 1]');
  process.exit(0);
}
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
const dir = mkdtempSync(join(tmpdir(), 'midflight-fuzz-'));
const ends: (() => Promise<unknown>)[] = [];
try {
  const postgres = await startEmbeddedPostgres({ dir, database: 'fuzz' });
  ends.unshift(() => postgres.stop());
  const connection = connect({ url: postgres.url, onError: () => {} });
  ends.unshift(connection.close);
  await migrateDatabase(connection);
  const { db } = connection;
  await fillExampleDatabase(db);
  const log = pino({ level: 'silent' });
  const live = await startLive({ db, databaseUrl: postgres.url, log });
  ends.unshift(live.stop);
  const { secret } = await createApiKey(db, { name: 'fuzz', scopes: ['admin'], days: null });
  const baseUrl = await serveApp(exampleApp(db, { live }), (end) => void ends.unshift(end));
  const requests = Number(values.requests);
  console.log(`${requests} requests by seed ${seed} to ${baseUrl}`);
  let saidAt = 0;
  const report = await runFuzz({
    baseUrl,
    requests,
    seed,
    authorization: `Bearer ${secret}`,
    onProgress: ({ sent, seconds, faults }) => {
      if (seconds - saidAt < 2) return;
      saidAt = seconds;
      console.log(
        `${sent} sent, ${Math.round(sent / seconds)} per second, ${faults.length} faults`,
      );
    },
  });
  for (const { request, fault } of report.faults) {
    console.log(`${fault}\n  ${JSON.stringify(request).slice(0, 2_000)}`);
  }
  const { sent, seconds, statuses, slowestMs, faults } = report;
  console.log(
    `${sent} sent in ${seconds.toFixed(1)} s, ${Math.round(sent / seconds)} per second; slowest ${Math.round(slowestMs)} ms; ` +
      `by status ${JSON.stringify(statuses)}; ${faults.length} faults`,
  );
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  for (const end of ends) await end();
  rmSync(dir, { recursive: true, force: true });
}
