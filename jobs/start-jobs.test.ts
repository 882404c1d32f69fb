import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { findOperation } from '../db/read-operations.ts';
import type { Database } from '../db/pool.ts';
import type { Protocol } from '../protocols/bind.ts';
import { aLeg, here, route } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { ingestLegs, registerRoute } from '../test/world-in-database.ts';
import type { QueueStore } from './queue-backend.ts';
import { startJobs } from './start-jobs.ts';

const protocol: Protocol = {
  name: 'route',
  version: 1,
  rules: route,
  chains: new Map(),
  contracts: new Map(),
  topicsOn: () => [],
  receiptIndexTopics: [],
  capture: () => ({ type: 'unreadable', event: '', reason: '' }),
};

const redisUrl = inject('redisUrl');
const stores: [string, (databaseUrl: string) => QueueStore][] = [
  ['Postgres', (url) => ({ type: 'postgres', url })],
];
if (redisUrl) stores.push(['Redis', () => ({ type: 'redis', url: redisUrl })]);

async function until(passes: () => Promise<boolean>, msMax: number): Promise<void> {
  for (const deadline = Date.now() + msMax; Date.now() < deadline; await sleep(20)) {
    if (await passes()) return;
  }
  throw new Error(`it did not come to pass within ${msMax} ms`);
}

const isKnown = (db: Database, id: string) => async () => (await findOperation(db, id)) !== null;

describe.each(stores)('with queues in %s', (_, storeOf) => {
  async function someJobs(processes = 1) {
    const { db, url } = await createDatabase();
    await registerRoute(db);
    for (let i = 0; i < processes; i += 1) {
      const jobs = await startJobs({
        db,
        databaseUrl: url,
        queue: storeOf(url),
        protocols: [protocol],
        log: pino({ level: 'silent' }),
      });
      onTestFinished(() => jobs.stop());
    }
    return db;
  }

  test('what is ingested is folded, and what a lost bell left is found by the schedule', async () => {
    const db = await someJobs();
    await ingestLegs(db, { chain: here, legs: [aLeg({ step: 'send', block: 1 })], to: 2 });
    await until(isKnown(db, 'route:a'), 5_000);
    await db.execute(sql`delete from operations`);
    await db.execute(sql`delete from transitions`);
    await db.execute(sql`
      insert into dirty (key, cause) values ('route:a', '{"type":"event","chain":"eip155:1"}')`);
    await until(isKnown(db, 'route:a'), 10_000);
  });

  test('several processes fold every operation, each version once', async () => {
    const db = await someJobs(3);
    for (let block = 1; block <= 20; block += 1) {
      const legs = [aLeg({ step: 'send', block, id: `n${block}` })];
      await ingestLegs(db, { chain: here, legs, to: block });
    }
    const ids = Array.from({ length: 20 }, (_unused, index) => `route:n${index + 1}`);
    for (const id of ids) await until(isKnown(db, id), 20_000);
    const { rows } = await db.execute<{
      operations: number;
      versions: number;
      transitions: number;
    }>(sql`
      select count(*)::int as operations, sum(version)::int as versions, (select count(*)::int from transitions) as transitions
      from operations`);
    expect(rows[0]?.operations).toBe(20);
    expect(rows[0]?.versions).toBe(rows[0]?.transitions);
  });
});
