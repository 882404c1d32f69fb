import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { registerChain } from '../db/checkpoints.ts';
import type { Database } from '../db/pool.ts';
import { findOperation } from '../db/read-operations.ts';
import { readWorld } from '../db/world.ts';
import { markDue } from '../db/wakes.ts';
import { aLeg, here, route, there } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { correlateAll, ingestLegs, registerRoute, rollBackTo } from '../test/world-in-database.ts';
import { correlateJob } from './correlate-job.ts';

test('a lost leg does not wait for what another protocol has not read, and nothing is folded over and over', async () => {
  const { db } = await createDatabase();
  await registerRoute(db);
  await ingestLegs(db, { chain: here, legs: [aLeg({ step: 'send', block: 8 })], to: 9 });
  await rollBackTo(db, here, 7);
  await ingestLegs(db, { chain: here, legs: [], to: 20, fork: 'b' });
  await correlateAll(db);
  await registerChain(
    db,
    {
      id: here,
      family: 'evm',
      name: 'here',
      blockTimeMs: 1_000,
      finality: { safe: { depth: 1 }, finalized: { depth: 2 } },
    },
    {
      streams: ['route', 'other'].map((protocol) => ({ protocol, version: 1, contract: '0xc' })),
      startBlock: 0n,
      head: 0n,
    },
  );
  await db.execute(sql`insert into dirty (key, cause) values ('route:a', '{"type":"operator"}')`);
  await correlateAll(db);
  expect((await findOperation(db, 'route:a'))?.body.status).toBe('reverted');
  expect(await markDue(db, await readWorld(db))).toBe(0);
});

/** Operations that wait, of which some are due. */
async function aWaitOf({ due, others }: { due: number; others: number }) {
  const { db, pool } = await createDatabase();
  await registerRoute(db);
  for (const chain of [here, there]) await ingestLegs(db, { chain, legs: [], to: 9 });
  await db.execute(sql`
    insert into wakes (operation_id, protocol, chain, number)
    select 'route:' || n, 'route', ${here}, case when n <= ${due} then 1 else 1000 + n end
    from generate_series(1, ${due + others}) as n`);
  await db.execute(sql`
    insert into wakes (operation_id, protocol, chain, time)
    select 'route:' || n, 'route', ${there}, to_timestamp(100000 + n)
    from generate_series(1, ${others}) as n`);
  return { db, pool, world: await readWorld(db) };
}

test('what is being folded is passed by, and not waited for', async () => {
  const { db, pool, world } = await aWaitOf({ due: 2, others: 0 });
  const fold = await pool.connect();
  onTestFinished(() => fold.release(true));
  await fold.query(`begin; delete from wakes where operation_id = 'route:1'`);
  expect(await markDue(db, world)).toBe(1);
  await fold.query('rollback');
  expect(await markDue(db, world)).toBe(1);
});

test('to look for what is due costs as much as is due, and not as much as waits', async () => {
  const { db, world } = await aWaitOf({ due: 10, others: 50_000 });
  await db.execute(sql`vacuum analyze wakes`);
  const scans = async () => {
    await db.execute(sql`select pg_stat_force_next_flush()`);
    const { rows } = await db.execute<{ read: number }>(sql`
      select seq_tup_read::int as read from pg_stat_user_tables where relname = 'wakes'`);
    return rows[0]?.read ?? 0;
  };
  const before = await scans();
  expect(await markDue(db, world)).toBe(10);
  expect((await scans()) - before).toBe(0);
});

test('what is due does not wait until nothing else is to be done', async () => {
  const { db } = await aWaitOf({ due: 1, others: 0 });
  await ingestLegs(db, { chain: here, legs: [aLeg({ step: 'send', block: 10 })], to: 12 });
  const stop = new AbortController();
  // It is stopped after its first batch, as if there were always another one.
  const log = pino({ level: 'debug' }, { write: () => stop.abort() });
  const rules = new Map([['route', route]]);
  await correlateJob.run({}, { db, rules, log, signal: stop.signal, ring: async () => {} });
  const { rows } = await db.execute(sql`select from wakes where number = 1`);
  expect(rows).toHaveLength(0);
});

test('a leg that the finalized height makes firm is folded again, where a chain has no safe one', async () => {
  const { db } = await createDatabase();
  await registerRoute(db);
  const rules = { safe: 99, isVerified: false };
  await ingestLegs(db, { chain: here, legs: [aLeg({ step: 'send', block: 1 })], to: 2, ...rules });
  await correlateAll(db);
  expect((await findOperation(db, 'route:a'))?.body.status).toBe('pending');
  await ingestLegs(db, { chain: here, legs: [], to: 4, ...rules });
  await correlateAll(db);
  expect((await findOperation(db, 'route:a'))?.body.status).toBe('confirmed');
});

test('a leg that was lost for good may come again in blocks that a chain takes back against its word', async () => {
  const { db } = await createDatabase();
  await registerRoute(db);
  await ingestLegs(db, { chain: here, legs: [aLeg({ step: 'send', block: 8 })], to: 9 });
  await rollBackTo(db, here, 7);
  await ingestLegs(db, { chain: here, legs: [], to: 20, fork: 'b' });
  await correlateAll(db);
  expect((await findOperation(db, 'route:a'))?.body.status).toBe('reverted');
  await rollBackTo(db, here, 5);
  await correlateAll(db);
  expect((await findOperation(db, 'route:a'))?.body.status).toBe('pending');
});

test('a deadline that passed is open again in blocks that a chain takes back against its word', async () => {
  const { db } = await createDatabase();
  await registerRoute(db);
  await ingestLegs(db, { chain: there, legs: [], to: 20 });
  await db.execute(sql`
    insert into operations (id, protocol, kind, status, stage, final, destination_chain, started_at, updated_at, version, body)
    values ('route:a', 'route', 'message', 'expired', 'expired_unfilled', false, ${there}, now(), now(), 1, '{}')`);
  await rollBackTo(db, there, 19);
  expect(await dirtyKeys(db)).toEqual([]);
  await rollBackTo(db, there, 5);
  expect(await dirtyKeys(db)).toEqual(['route:a']);
});

async function dirtyKeys(db: Database): Promise<string[]> {
  const { rows } = await db.execute<{ key: string }>(sql`select key from dirty order by seq`);
  return rows.map(({ key }) => key);
}
