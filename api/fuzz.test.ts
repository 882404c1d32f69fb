import { pino } from 'pino';
import { onTestFinished, test, expect } from 'vitest';
import { createApiKey } from '../db/api-keys.ts';
import { exampleApp } from '../test/contract/example-answers.ts';
import { fillExampleDatabase } from '../test/contract/example-database.ts';
import { createDatabase } from '../test/database.ts';
import { runFuzz } from '../test/fuzz/run-fuzz.ts';
import { serveApp } from '../test/serve-app.ts';
import { startLive } from './live.ts';

const seed = 20_261_126;

test(
  'whatever is asked is answered as documented, or with a problem that says what is wrong',
  { timeout: 300_000 },
  async () => {
    const { db, url } = await createDatabase();
    await fillExampleDatabase(db);
    const live = await startLive({ db, databaseUrl: url, log: pino({ level: 'silent' }) });
    onTestFinished(live.stop);
    const { secret } = await createApiKey(db, { name: 'fuzz', scopes: ['admin'], days: null });
    const baseUrl = await serveApp(exampleApp(db, { live }), onTestFinished);
    const report = await runFuzz({
      baseUrl,
      requests: 500,
      seed,
      authorization: `Bearer ${secret}`,
    });
    expect(report.faults).toEqual([]);
    expect(report.sent).toBe(500);
  },
);
