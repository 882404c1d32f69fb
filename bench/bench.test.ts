import { expect, onTestFinished, test } from 'vitest';
import { createDatabase } from '../test/database.ts';
import { countStored } from './count-stored.ts';
import { runIngest } from './run-ingest.ts';
import { servedChains } from './served-parts.ts';
import { startMock } from './start-mock.ts';

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
