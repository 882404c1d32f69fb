import { pino } from 'pino';
import { sql } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import type { Leg } from '../core/leg.ts';
import { dropLegs } from '../db/drop-legs.ts';
import type { Database } from '../db/pool.ts';
import { aLeg, here, route, there } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { correlateAll, ingestLegs, registerRoute, rollBackTo } from '../test/world-in-database.ts';
import { analyticsJob } from './analytics-job.ts';

const atOnce = { hour: 0, day: 0 };
/** Counts one second after the other, and so all that has several of them by pieces. */
const job = analyticsJob({ pace: atOnce, page: 3, piece: 1 });

async function refresh(db: Database): Promise<void> {
  const log = pino({ level: 'silent' });
  const { signal } = new AbortController();
  await job.run({}, { db, rules: new Map([['route', route]]), log, signal, ring: async () => {} });
}

/** An amount of a token with two decimals. */
const sending = (leg: Leg, amount: string): Leg => ({
  ...leg,
  about: { ...leg.about, sent: { token: '0xt', symbol: 'TOK', amount, decimals: 2 } },
});

/** Four operations: two complete after 10 and 30 seconds, one that lacks its delivery, one that is only sent. */
async function aDay(): Promise<Database> {
  const { db } = await createDatabase();
  await registerRoute(db);
  const sent = ['a', 'b', 'c', 'd'].map((id, index) =>
    sending(aLeg({ step: 'send', block: 10, id, index }), id === 'd' ? '99' : '12345'),
  );
  await ingestLegs(db, { chain: here, legs: sent, to: 60 });
  const arrived = [
    aLeg({ step: 'attest', block: 12, id: 'a' }),
    aLeg({ step: 'attest', block: 13, id: 'b' }),
    aLeg({ step: 'attest', block: 14, id: 'c' }),
    aLeg({ step: 'deliver', block: 20, id: 'a' }),
    aLeg({ step: 'deliver', block: 40, id: 'b' }),
  ];
  await ingestLegs(db, { chain: there, legs: arrived, to: 60 });
  await correlateAll(db);
  return db;
}

const lanes = async (db: Database, grain = 'hour') =>
  (
    await db.execute(sql`
      select begins_at, protocol, origin_name, destination_name, size_bucket, operations, open, completed, refunded,
        ended_otherwise, p50_seconds as p50, is_whole, is_stale
      from analytics_v1.lane_latency
      where grain = ${grain}
      order by begins_at, size_bucket`)
  ).rows;

const funnel = async (db: Database) =>
  (
    await db.execute(sql`
      select step, role, stage, operations, reached, skipped, waiting, ended
      from analytics_v1.funnel
      order by begins_at, place`)
  ).rows;

/** All that the job writes, but for when it did. */
async function written(db: Database) {
  const { rows: summaries } = await db.execute(sql`
    select to_jsonb(s) as row from operation_summaries s order by operation_id`);
  return {
    summaries,
    hours: await lanes(db),
    days: await lanes(db, 'day'),
    funnel: await funnel(db),
  };
}

const counted = {
  protocol: 'route',
  origin_name: 'here',
  destination_name: 'there',
  refunded: 0,
  ended_otherwise: 0,
  is_whole: false,
  is_stale: false,
};

test('hours and days tell how long completion took, in all and by size', async () => {
  const db = await aDay();
  await refresh(db);
  const rows = [
    { size_bucket: '100 to 1k', operations: 3, open: 1, completed: 2, p50: 20 },
    { size_bucket: 'all', operations: 4, open: 2, completed: 2, p50: 20 },
    { size_bucket: 'under 1', operations: 1, open: 1, completed: 0, p50: null },
  ].map((row) => ({ ...counted, ...row, begins_at: '1970-01-01 00:00:00+00' }));
  expect(await lanes(db)).toEqual(rows);
  expect(await lanes(db, 'day')).toEqual(rows);
});

test('the funnel tells how many came how far, and where they stopped', async () => {
  const db = await aDay();
  await refresh(db);
  const none = { skipped: 0, ended: 0, operations: 4 };
  expect(await funnel(db)).toEqual([
    { ...none, step: 'send', role: 'origin', stage: 'awaiting_origin', reached: 4, waiting: 0 },
    {
      ...none,
      step: 'attest',
      role: 'attestation',
      stage: 'awaiting_attestation',
      reached: 3,
      waiting: 1,
    },
    {
      ...none,
      step: 'deliver',
      role: 'destination',
      stage: 'awaiting_relay',
      reached: 2,
      waiting: 1,
    },
  ]);
});

test('made anew from nothing, and by several at once, the rows are the same', async () => {
  const db = await aDay();
  await refresh(db);
  const before = await written(db);
  await db.execute(sql`
    truncate operation_summaries, lane_times, funnel_steps, stale_spans, summary_rounds`);
  await Promise.all([refresh(db), refresh(db), refresh(db)]);
  // What was marked again while it was counted is counted again after a rest.
  await vi.waitFor(
    async () => {
      await refresh(db);
      expect(await written(db)).toEqual(before);
    },
    { timeout: 60_000 },
  );
});

test('a reorg takes back what was counted, and what comes instead is counted', async () => {
  const db = await aDay();
  await refresh(db);
  await rollBackTo(db, there, 30);
  await correlateAll(db);
  await refresh(db);
  expect(await lanes(db)).toMatchObject([
    { operations: 3, open: 2, completed: 1, p50: 10 },
    { operations: 4, open: 3, completed: 1, p50: 10 },
    { operations: 1, open: 1, completed: 0 },
  ]);
  const again = aLeg({ step: 'deliver', block: 35, id: 'b', fork: 'x' });
  await ingestLegs(db, { chain: there, legs: [again], to: 60, fork: 'x' });
  await correlateAll(db);
  await refresh(db);
  expect(await lanes(db)).toMatchObject([
    { operations: 3, open: 1, completed: 2, p50: 17.5 },
    { operations: 4, open: 2, completed: 2, p50: 17.5 },
    { operations: 1, open: 1, completed: 0 },
  ]);
});

test('an origin that came again after a reorg begins with its second block', async () => {
  const { db } = await createDatabase();
  await registerRoute(db);
  await ingestLegs(db, { chain: here, legs: [aLeg({ step: 'send', block: 10, id: 'a' })], to: 11 });
  await correlateAll(db);
  await rollBackTo(db, here, 9);
  const again = aLeg({ step: 'send', block: 14, id: 'a', fork: 'x' });
  await ingestLegs(db, { chain: here, legs: [again], to: 60, fork: 'x' });
  const legs = [aLeg({ step: 'attest', block: 20 }), aLeg({ step: 'deliver', block: 40 })];
  await ingestLegs(db, { chain: there, legs, to: 60 });
  await correlateAll(db);
  await refresh(db);
  expect(await lanes(db)).toMatchObject([{ p50: 26 }, { p50: 26 }]);
});

test('an operation that begins earlier than was thought leaves its hour, which is counted anew', async () => {
  const { db } = await createDatabase();
  await registerRoute(db);
  const late = aLeg({ step: 'deliver', block: 2_700, id: 'a' });
  await ingestLegs(db, { chain: there, legs: [late], to: 2_800 });
  await correlateAll(db);
  await refresh(db);
  const begins = async () => (await lanes(db)).map((row) => [row['begins_at'], row['operations']]);
  expect(await begins()).toEqual([
    ['1970-01-01 01:00:00+00', 1],
    ['1970-01-01 01:00:00+00', 1],
  ]);
  await ingestLegs(db, {
    chain: here,
    legs: [aLeg({ step: 'send', block: 10, id: 'a' })],
    to: 2_800,
  });
  await correlateAll(db);
  await refresh(db);
  expect(await begins()).toEqual([
    ['1970-01-01 00:00:00+00', 1],
    ['1970-01-01 00:00:00+00', 1],
  ]);
});

test('an operation that loses its last leg is counted no more, at once', async () => {
  const db = await aDay();
  await refresh(db);
  const { rows: own } = await db.execute<{ event_id: string }>(sql`
    select event_id from legs where operation_id = 'route:d'`);
  await dropLegs(
    db,
    own.map(({ event_id }) => event_id),
    { type: 'event', chain: here },
  );
  await correlateAll(db);
  // Whoever looks through all summaries has just been past it.
  await db.execute(sql`update summary_rounds set swept_through = 'route:e'`);
  await refresh(db);
  expect(await lanes(db)).toMatchObject([
    { size_bucket: '100 to 1k', operations: 3 },
    { size_bucket: 'all', operations: 3 },
  ]);
  const { rows } = await db.execute(sql`select from gone_operations`);
  expect(rows).toEqual([]);
});

test('an operation that is gone although nobody has said so is counted no more in the end', async () => {
  const db = await aDay();
  await refresh(db);
  await db.execute(sql`delete from operations where id = 'route:d'`);
  await refresh(db);
  await refresh(db);
  expect(await lanes(db)).toMatchObject([
    { size_bucket: '100 to 1k', operations: 3 },
    { size_bucket: 'all', operations: 3 },
  ]);
});

test('two operations that turn out to be one are counted once', async () => {
  const { db } = await createDatabase();
  await registerRoute(db);
  await ingestLegs(db, {
    chain: here,
    legs: [aLeg({ step: 'send', block: 10, id: 'a' })],
    to: 60,
  });
  await ingestLegs(db, {
    chain: there,
    legs: [aLeg({ step: 'deliver', block: 20, id: 'z' })],
    to: 30,
  });
  await correlateAll(db);
  await refresh(db);
  expect(await lanes(db)).toMatchObject([{ operations: 2 }, { operations: 2 }]);
  const both = aLeg({ step: 'attest', block: 40, id: 'a' });
  const links = [...both.links, { key: 'route:z', kind: 'exact' as const, rule: 'id' }];
  await ingestLegs(db, { chain: there, legs: [{ ...both, links }], to: 60 });
  await correlateAll(db);
  await refresh(db);
  expect(await lanes(db)).toMatchObject([{ operations: 1 }, { operations: 1 }]);
});

test('an hour is whole once both chains are read beyond its end', async () => {
  const db = await aDay();
  await refresh(db);
  const isWhole = async () => (await lanes(db)).map((row) => row['is_whole']);
  await ingestLegs(db, { chain: here, legs: [], to: 2_700 });
  expect(await isWhole()).toEqual([false, false, false]);
  await ingestLegs(db, { chain: there, legs: [], from: 2_650, to: 2_700 });
  // The blocks from 61 to 2,649 are a hole.
  expect(await isWhole()).toEqual([false, false, false]);
  await ingestLegs(db, { chain: there, legs: [], from: 61, to: 2_649, isBackfill: true });
  expect(await isWhole()).toEqual([true, true, true]);
});

test('an hour is not whole while the chain that it leads to was never read', async () => {
  const db = await aDay();
  await refresh(db);
  await ingestLegs(db, { chain: here, legs: [], to: 2_700 });
  await db.execute(sql`update checkpoints set ranges = '{}' where chain = ${there}`);
  const { rows } = await db.execute(sql`
    select distinct indexed_through, is_whole from analytics_v1.lane_latency
    union all
    select distinct indexed_through, null::boolean from analytics_v1.funnel`);
  expect(rows).toEqual([
    { indexed_through: null, is_whole: false },
    { indexed_through: null, is_whole: null },
  ]);
});

test('a day that cannot be counted keeps no other from being counted', async () => {
  const db = await aDay();
  await db.execute(sql`alter table lane_times add constraint no_hour check (grain <> 'hour')`);
  await db.execute(sql`
    insert into stale_spans values ('hour', to_timestamp(0), now() - interval '1 hour')`);
  await expect(refresh(db)).rejects.toThrow('insert into lane_times');
  await refresh(db);
  expect(await lanes(db, 'day')).toHaveLength(3);
  const { rows } = await db.execute(
    sql`select grain, due_at > now() as is_put_off from stale_spans`,
  );
  expect(rows).toEqual([{ grain: 'hour', is_put_off: true }]);
});

test('a process that ends in the middle of a day leaves it to the next one', async () => {
  const db = await aDay();
  const log = pino({ level: 'silent' });
  const ending = new AbortController();
  const deps = {
    log,
    rules: new Map([['route', route]]),
    signal: ending.signal,
    ring: async () => {},
  };
  const transaction = db.transaction.bind(db);
  let spans = 0;
  db.transaction = async (work, config) =>
    transaction(async (tx) => {
      const { rows } = await tx.execute(sql`select from stale_spans where due_at > now()`);
      // Only what was claimed is due later here.
      if (rows.length > 0) ending.abort();
      spans += rows.length;
      return work(tx);
    }, config);
  await job.run({}, { db, ...deps });
  db.transaction = transaction;
  expect(spans).toBe(1);
  expect(await lanes(db)).toEqual([]);
  await refresh(db);
  expect([await lanes(db), await lanes(db, 'day')].map((rows) => rows.length)).toEqual([3, 3]);
});

test('what was counted is counted anew only when its time has come', async () => {
  const db = await aDay();
  const log = pino({ level: 'silent' });
  const deps = { db, rules: new Map([['route', route]]), log, ring: async () => {} };
  await analyticsJob().run({}, { ...deps, signal: new AbortController().signal });
  expect(await lanes(db)).toEqual([]);
  const { rows } = await db.execute(sql`
    select followed_seq = newest_seq as is_followed, stale_spans, caught_up_at is not null as is_caught_up
    from analytics_v1.refreshes`);
  expect(rows).toEqual([{ is_followed: true, stale_spans: '2', is_caught_up: true }]);
});
