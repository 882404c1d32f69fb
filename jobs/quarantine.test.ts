import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createApp } from '../api/create-app.ts';
import type { Leg } from '../core/leg.ts';
import { markDirty } from '../db/dirty.ts';
import { listQuarantined, retryQuarantined } from '../db/quarantine.ts';
import type { Database } from '../db/pool.ts';
import { findOperation, readHistory } from '../db/read-operations.ts';
import { operations } from '../db/schema.ts';
import type { Protocol } from '../protocols/bind.ts';
import { aLeg, here, route, there } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { documented } from '../test/documented.ts';
import { ingestLegs, registerRoute, rollBackTo } from '../test/world-in-database.ts';
import { correlateBatch } from './correlate.ts';
import { correlateJob } from './correlate-job.ts';
import type { RulesByProtocol } from '../core/fold-all.ts';
import { FAILURES_MAX } from './settle-failure.ts';
import { startJobs } from './start-jobs.ts';

/** Rules of a second protocol, which cannot be folded by the first ones: they have no step at all. */
const broken = new Map([
  ['route', route],
  ['other', { ...route, steps: [] }],
]);
const mended = new Map([
  ['route', route],
  ['other', route],
]);

const ofOther = (leg: Leg): Leg => ({ ...leg, protocol: 'other' });
const send = (id: string, index = 0) => aLeg({ step: 'send', block: 1, id, index });

async function aWorldOf(...legs: Leg[]) {
  const { db, url } = await createDatabase();
  await registerRoute(db);
  await ingestLegs(db, { chain: here, legs, to: 5 });
  return { db, url };
}

/** Runs the job as the schedule does, and gives what it logged as an error. */
async function runJob(db: Database, rules: RulesByProtocol, times = 1, legsMax?: number) {
  const errors: Record<string, unknown>[] = [];
  const log = pino({ level: 'error' }, { write: (line) => errors.push(JSON.parse(line)) });
  const { signal } = new AbortController();
  let rings = 0;
  const ring = async () => {
    rings += 1;
  };
  for (let i = 0; i < times; i += 1) {
    await correlateJob.run({}, { db, rules, log, signal, ring, ...(legsMax && { legsMax }) });
  }
  return { errors: errors.map(({ key, code }) => ({ key, code })), rings };
}

const listed = async (db: Database) => (await listQuarantined(db, { limit: 10, after: null })).rows;

const marks = async (db: Database) => {
  const { rows } = await db.execute<{ key: string; failures: number }>(sql`
    select key, failures from dirty order by seq`);
  return rows;
};

const idsOf = async (db: Database) =>
  (await db.select({ id: operations.id }).from(operations)).map(({ id }) => id).toSorted();

/** A world in which what `bad` leads to is in quarantine. */
async function aQuarantine() {
  const world = await aWorldOf(ofOther(send('bad')), send('good', 1));
  await runJob(world.db, broken, FAILURES_MAX);
  return world;
}

interface Page {
  quarantined: { key: string }[];
  nextCursor: string | null;
}

describe('what cannot be folded', () => {
  test('is in quarantine after five tries, said once, and costs nothing then', async () => {
    const { db } = await aWorldOf(ofOther(send('bad')), send('good', 1));
    await runJob(db, broken, FAILURES_MAX - 1);
    expect(await idsOf(db)).toEqual(['route:good']);
    expect(await listed(db)).toEqual([]);
    const { errors } = await runJob(db, broken, 3);
    expect(errors).toEqual([{ key: 'route:bad', code: 'fold_failed' }]);
    expect(await marks(db)).toEqual([]);
    expect(await listed(db)).toMatchObject([
      { key: 'route:bad', protocol: 'other', operations: [], failures: 5, cause: { chain: here } },
    ]);
  });

  test('is shown by the API', async () => {
    const { db } = await aQuarantine();
    const app = createApp({
      db,
      protocols: [],
      log: pino({ level: 'silent' }),
      now: () => new Date(),
    });
    const get = async (path: string) =>
      (await documented<Record<string, unknown>>(path, await app.request(path))).body;
    expect(await get('/v1/stats')).toMatchObject({ quarantined: 1, backlog: { dirty: 0 } });
    const first = await get('/v1/quarantine');
    expect(first).toMatchObject({
      quarantined: [{ key: 'route:bad', code: 'fold_failed', cause: 'event' }],
      nextCursor: null,
    });
    await db.execute(sql`
      insert into quarantine (key, code, reason, operations, failures, cause, since)
      select 'k' || n, 'fold_failed', '', '{}', 5, '{"type":"operator"}', now() from generate_series(1, 4) n`);
    const keys: unknown[] = [];
    for (let cursor = ''; keys.length < 10;) {
      // CAST: what the document says of this answer, against which it was checked.
      const page = (await get(
        `/v1/quarantine?limit=2${cursor && `&cursor=${cursor}`}`,
      )) as unknown as Page;
      keys.push(...page.quarantined.map(({ key }) => key));
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(keys).toEqual(['route:bad', 'k1', 'k2', 'k3', 'k4']);
  });

  test('is tried again by a new event, and back at once if that fails too', async () => {
    const { db } = await aQuarantine();
    const attest = ofOther(aLeg({ step: 'attest', block: 1, id: 'bad' }));
    await ingestLegs(db, { chain: there, legs: [attest], to: 2 });
    expect((await runJob(db, broken)).errors).toEqual([]);
    expect(await marks(db)).toEqual([]);
    expect(await listed(db)).toMatchObject([{ key: 'route:bad', failures: 6 }]);
    await ingestLegs(db, { chain: there, legs: [attest], from: 0, to: 2, isBackfill: true });
    await runJob(db, mended);
    expect(await listed(db)).toEqual([]);
    expect((await findOperation(db, 'route:bad'))?.body.legs).toHaveLength(3);
  });

  test('shows in the end what a reorg took back meanwhile', async () => {
    const { db } = await aWorldOf(ofOther(send('bad')));
    const arrival = (['attest', 'deliver'] as const).map((step, index) =>
      ofOther(aLeg({ step, block: 2, id: 'bad', index })),
    );
    await ingestLegs(db, { chain: there, legs: arrival, to: 5, finalized: 99 });
    await runJob(db, mended);
    await rollBackTo(db, there, 1);
    await runJob(db, broken, FAILURES_MAX);
    expect(await listed(db)).toMatchObject([
      { key: 'route:bad', operations: ['other:route:bad'], cause: { type: 'reorg' } },
    ]);
    expect((await findOperation(db, 'route:bad'))?.body.status).toBe('complete');
    await retryQuarantined(db);
    await runJob(db, mended);
    const history = await readHistory(db, 'other:route:bad');
    expect(history.map(({ toStatus, cause }) => [toStatus, cause.type])).toEqual([
      ['complete', 'event'],
      ['confirmed', 'reorg'],
    ]);
  });

  test('is tried again by an operator, which the history says', async () => {
    const { db } = await aQuarantine();
    expect(await retryQuarantined(db, 'route:good')).toBe(0);
    expect(await retryQuarantined(db, 'route:bad')).toBe(1);
    await runJob(db, mended);
    expect(await listed(db)).toEqual([]);
    const app = createApp({
      db,
      protocols: [],
      log: pino({ level: 'silent' }),
      now: () => new Date(),
    });
    const path = '/v1/operations/route:bad/history';
    const { body } = await documented<{ transitions: object[] }>(path, await app.request(path));
    expect(body.transitions).toMatchObject([{ to: 'confirmed', cause: { type: 'operator' } }]);
  });

  test('is tried again when the jobs start', async () => {
    const { db, url } = await aQuarantine();
    const other: Protocol = {
      name: 'other',
      version: 1,
      rules: route,
      chains: new Map(),
      contracts: new Map(),
      topicsOn: () => [],
      receiptIndexTopics: [],
      capture: () => ({ type: 'unreadable', event: '', reason: '' }),
    };
    const jobs = await startJobs({
      db,
      databaseUrl: url,
      queue: { type: 'postgres', url },
      protocols: [other],
      log: pino({ level: 'silent' }),
    });
    onTestFinished(() => jobs.stop());
    for (let i = 0; i < 200 && (await listed(db)).length > 0; i += 1) await sleep(25);
    expect(await idsOf(db)).toEqual(['other:route:bad', 'route:good']);
    expect(await listed(db)).toEqual([]);
  });

  test('is listed and tried again on the command line', async () => {
    const { db, url } = await aQuarantine();
    const run = async (...args: string[]) => {
      const command = ['--import', 'tsx', 'start/quarantine.ts', ...args];
      const env = { ...process.env, DATABASE_URL: url };
      return (await promisify(execFile)(process.execPath, command, { env })).stdout;
    };
    expect(await run()).toMatch(/^route:bad {2}since .*, 5 tries: fold_failed\n/);
    expect(await run('--retry', 'route:bad')).toBe('Marked 1: the jobs try again.\n');
    expect(await marks(db)).toEqual([{ key: 'route:bad', failures: 1 }]);
  });

  test('is not forgotten if only a look-alike link led to it', async () => {
    const lost = { ...ofOther(send('bad')), role: 'destination' as const };
    const look = { key: 'look:x', kind: 'lookalike' as const, rule: 'content' };
    const good = send('good', 1);
    const { db } = await aWorldOf(
      { ...lost, links: [...lost.links, look] },
      { ...good, about: {}, at: { ...good.at, blockTime: 9_000 }, links: [...good.links, look] },
    );
    await db.execute(sql`delete from dirty where key = 'route:bad'`);
    await correlateBatch(db, broken);
    expect(await idsOf(db)).toEqual(['route:good']);
    expect(await marks(db)).toEqual([{ key: 'route:bad', failures: 1 }]);
  });
});

describe('what the database refuses', () => {
  test('is found alone and in quarantine after five tries; the others are written', async () => {
    const { db } = await aWorldOf(send('good'), send('bad', 1), send('fine', 2));
    await db.execute(sql`alter table operations add constraint no check (id <> 'route:bad')`);
    const { errors } = await runJob(db, mended, FAILURES_MAX);
    expect(errors).toEqual([{ key: 'route:bad', code: 'write_failed' }]);
    expect(await idsOf(db)).toEqual(['route:fine', 'route:good']);
    expect(await marks(db)).toEqual([]);
    await db.execute(sql`alter table operations drop constraint no`);
    await retryQuarantined(db);
    await runJob(db, mended);
    expect(await idsOf(db)).toContain('route:bad');
    expect(await listed(db)).toEqual([]);
  });

  test('for reasons of its own is held against no component', async () => {
    const { db } = await aWorldOf(send('a'));
    const before = await marks(db);
    await db.execute(sql`alter table aliases rename to gone`);
    await db.execute(sql`alter table operations rename column version to v`);
    for (let i = 0; i < FAILURES_MAX; i += 1) await expect(runJob(db, mended)).rejects.toThrow();
    expect(await marks(db)).toEqual(before);
    expect(await listed(db)).toEqual([]);
  });
});

describe('a component over the limit', () => {
  const glued = (id: string, index: number): Leg => {
    const leg = send(id, index);
    return { ...leg, links: [...leg.links, { key: 'glue', kind: 'exact', rule: 'wrong' }] };
  };
  const many = ['a', 'b', 'c', 'd', 'e', 'f'].map((id, index) => glued(id, index + 1));

  test('is in quarantine at once, with what to do; the others of its batch are folded', async () => {
    const { db } = await aWorldOf(send('good'), ...many);
    const { errors } = await runJob(db, mended, 1, 5);
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['component_too_large']));
    expect(await idsOf(db)).toEqual(['route:good']);
    expect(await marks(db)).toEqual([]);
    const [first] = await listed(db);
    expect(first?.reason).toMatch(/^route:a leads to more than 5 legs .*COMPONENT_LEGS_MAX/);
  });

  test('is folded as a whole when the limit is raised', async () => {
    const { db } = await aWorldOf(...many);
    await runJob(db, mended, 1, 5);
    await retryQuarantined(db);
    await runJob(db, mended, 1, 50);
    expect(await idsOf(db)).toEqual(['route:a']);
    expect(await listed(db)).toEqual([]);
  });
});

describe('the job', () => {
  test('comes back soon for what another worker holds, and folds it', async () => {
    const { db } = await aWorldOf(send('a'));
    const { pool } = { pool: db.$client };
    if (!('totalCount' in pool)) throw new Error('the database is on a pool');
    const other = await pool.connect();
    await other.query(`
      select pg_advisory_lock((h >> 32)::int, ((h << 32) >> 32)::int)
      from hashtextextended('route:a', 0) as h`);
    const startedAt = performance.now();
    const job = runJob(db, mended);
    await sleep(200);
    other.release(true);
    await job;
    expect(await idsOf(db)).toEqual(['route:a']);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  test('rings once for another worker if there is more than it can take', async () => {
    const { db } = await aWorldOf(send('a'));
    expect((await runJob(db, mended)).rings).toBe(0);
    const cause = { type: 'event' as const, chain: here };
    await markDirty(
      db,
      Array.from({ length: 500 }, (_, n) => ({ key: `nothing:${n}`, cause })),
    );
    expect((await runJob(db, mended)).rings).toBe(1);
    expect(await marks(db)).toEqual([]);
  });
});
