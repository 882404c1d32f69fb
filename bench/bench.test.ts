import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { createApp } from '../api/create-app.ts';
import { bindProtocols } from '../protocols/index.ts';
import { createDatabase } from '../test/database.ts';
import { countStored } from './count-stored.ts';
import { runIngest } from './run-ingest.ts';
import { servedChains } from './served-parts.ts';
import { startMock } from './start-mock.ts';
import { idOf, storeFolded, transactionOf } from './store-folded.ts';

test('what the indexer stores is what the mock chains served', { timeout: 120_000 }, async () => {
  const blocks = 2_000;
  const logs = 10_000;
  const mock = await startMock({ blocks, logs });
  onTestFinished(() => mock.stop());
  const { db, url } = await createDatabase();
  await runIngest({ mock, url, postmaster: null, blocks });

  const { counts } = await mock.served();
  const byProtocol = Object.fromEntries(
    servedChains.flatMap(({ id }, index) =>
      Object.entries(counts[index] ?? {}).map(([name, count]) => [`eip155:${id} ${name}`, count]),
    ),
  );
  const stored = await countStored(db);
  expect(stored).toMatchObject({ events: logs, legs: logs, unreadable: 0, byProtocol });
  expect(stored.links).toBeGreaterThan(logs);
});

test('the API finds what is stored for its bench', { timeout: 120_000 }, async () => {
  const { db } = await createDatabase();
  await storeFolded(db, 120, () => {});
  const app = createApp({
    db,
    protocols: bindProtocols(),
    log: pino({ level: 'silent' }),
    now: () => new Date(),
  });
  for (const n of [1, 60, 120]) {
    const own = await app.request(`/v1/operations/${idOf(n)}`);
    expect(await own.json()).toMatchObject({ id: idOf(n), status: 'complete', final: true });
    const found = await app.request(`/v1/lookup?tx=${transactionOf(n)}`);
    expect(await found.json()).toMatchObject({ matches: [{ operation: { id: idOf(n) } }] });
  }
});
