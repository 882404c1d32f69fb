import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { claimDirty, markDirty } from '../db/dirty.ts';
import { holdKnowledge } from '../db/fold-locks.ts';
import { storedChain } from '../db/heads.ts';
import { appendTransitions, type NewVersion } from '../db/operations.ts';
import { onSession, type Database } from '../db/pool.ts';
import { findOperation, readHistory } from '../db/read-operations.ts';
import { aliases, operations, transitions } from '../db/schema.ts';
import { aLeg, here, route, there } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { happening, RandomLife, relapse } from '../test/random-life.ts';
import { correlateAll, ingestLegs, registerRoute, rollBackTo } from '../test/world-in-database.ts';
import { claimBatch } from './claim-batch.ts';
import { correlateBatch, LIMITS } from './correlate.ts';
import { foldComponents } from './fold-components.ts';

const rules = new Map([['route', route]]);
const exact = (key: string) => ({ key, kind: 'exact' as const, rule: 'id' });
const sends = (...ids: string[]) =>
  ids.map((id, index) => aLeg({ step: 'send', block: 1, id, index }));

async function aWorldOf(...ids: string[]) {
  const { db, pool } = await createDatabase();
  await registerRoute(db);
  if (ids.length > 0) await ingestLegs(db, { chain: here, legs: sends(...ids), to: 5 });
  await markAlone(db, ...ids.map((id) => `route:${id}`));
  /** A session of another worker. */
  const aSession = async () => {
    const client = await pool.connect();
    onTestFinished(() => client.release(true));
    return onSession(client);
  };
  return { db, aSession };
}

/** Leaves one mark for each of these keys, and no other. */
async function markAlone(db: Database, ...keys: string[]) {
  await db.execute(sql`delete from dirty`);
  await markDirty(
    db,
    keys.map((key) => ({ key, cause: { type: 'event', chain: here } })),
  );
}

/** What a worker does, in two steps, so that something may happen between them. */
async function halfWay(session: Database) {
  await holdKnowledge(session);
  const batch = await claimBatch(session, LIMITS);
  return {
    batch,
    fold: () => foldComponents(session, batch.components, { rules, legsMax: LIMITS.legsMax }),
    end: () => session.execute(sql`select pg_advisory_unlock_all()`),
  };
}

const dirtyKeys = async (db: Database) => {
  const { rows } = await db.execute<{ key: string }>(sql`select key from dirty order by seq`);
  return rows.map(({ key }) => key);
};

const locks = (db: Database) => countLocks(db, true);
const waiting = (db: Database) => countLocks(db, false);

async function countLocks(db: Database, isGranted: boolean) {
  const { rows } = await db.execute<{ count: number }>(sql`
    select count(*)::int as count
    from pg_locks
    where locktype = 'advisory'
      and granted = ${isGranted}
      and database = (select oid from pg_database where datname = current_database())`);
  return rows[0]?.count;
}

async function until(passes: () => Promise<boolean>) {
  while (!(await passes())) await sleep(10);
}

describe('workers side by side', () => {
  test(
    'say what the pure fold says, whatever happens meanwhile',
    { timeout: 120_000 },
    async () => {
      const step = fc.oneof(
        { weight: 6, arbitrary: happening({ isTied: true }) },
        { weight: 4, arbitrary: relapse },
        { weight: 1, arbitrary: fc.constant({ type: 'register' as const }) },
        { weight: 2, arbitrary: fc.constant({ type: 'pause' as const }) },
      );
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 20 }), async (steps) => {
          const { db } = await createDatabase();
          await registerRoute(db);
          await slowDown(db);
          const life = new RandomLife(db);
          const over = new AbortController();
          const work = async () => {
            while (!over.signal.aborted) {
              // Few marks at a time, so that several workers meet in one component.
              const { cleared } = await correlateBatch(db, rules, { marksMax: 2 });
              if (cleared === 0) await sleep(2);
            }
          };
          const workers = [work(), work(), work()];
          for (const step of steps) {
            if (step.type === 'register') await registerRoute(db);
            else if (step.type === 'pause') await sleep(10);
            else await life.live(step);
          }
          over.abort();
          await Promise.all(workers);
          await correlateAll(db);
          const { stored, expected } = await life.compared();
          expect(stored).toEqual(expected);
          await expectSound(db);
        }),
        { numRuns: 6 },
      );
    },
  );

  test('do not write over what came after they looked', async () => {
    const { db, aSession } = await aWorldOf('a');
    const arrival = (['attest', 'deliver'] as const).map((step, index) =>
      aLeg({ step, block: 4, index }),
    );
    await ingestLegs(db, { chain: there, legs: arrival, to: 5, finalized: 99 });
    await correlateAll(db);
    const gate = await aSession();
    await gate.execute(sql`select pg_advisory_lock(1, 1)`);
    await db.execute(sql`
      create function wait() returns trigger language plpgsql as
      $$ begin perform pg_advisory_xact_lock_shared(1, 1); return null; end $$`);
    await db.execute(sql`
      create trigger wait before update on operations execute function wait()`);
    // One worker sees the blocks gone, and is slow to say so; they come again meanwhile, as they were.
    await rollBackTo(db, there, 3);
    const slow = correlateBatch(db, rules);
    await until(async () => (await waiting(db)) === 1);
    await ingestLegs(db, { chain: there, legs: arrival, to: 5, finalized: 99 });
    expect(await correlateBatch(db, rules)).toMatchObject({ cleared: 0, isHeld: true });
    await gate.execute(sql`select pg_advisory_unlock(1, 1)`);
    await slow;
    await correlateAll(db);
    const statuses = (await readHistory(db, 'route:a')).map(({ toStatus }) => toStatus);
    expect(statuses).toEqual(['complete', 'confirmed', 'complete']);
  });

  test('fold what they hold while another one holds something else', async () => {
    const { db, aSession } = await aWorldOf('a', 'b');
    const session = await aSession();
    const [mark] = await claimDirty(session, 1);
    expect(mark?.key).toBe('route:a');
    expect(await correlateBatch(db, rules)).toMatchObject({ cleared: 1, versions: 1 });
    expect(await dirtyKeys(db)).toEqual(['route:a']);
  });

  test('leave a component alone of which another one holds any part, and let go of the rest', async () => {
    const { db, aSession } = await aWorldOf();
    const legs = sends('a').map((leg) => ({
      ...leg,
      links: [exact('route:a'), exact('other'), exact('third')],
    }));
    await ingestLegs(db, { chain: here, legs, to: 5 });
    const session = await aSession();
    await markAlone(db, 'other');
    await claimDirty(session, 1);
    await markAlone(db, 'route:a');
    const worker = await halfWay(await aSession());
    expect(worker.batch).toMatchObject({ claimed: 1, components: [], isHeld: true });
    // The key of the one, and what the other one shares.
    expect(await locks(db)).toBe(2);
    await worker.end();
    await session.execute(sql`select pg_advisory_unlock_all()`);
    expect(await correlateBatch(db, rules)).toMatchObject({ cleared: 1, versions: 1 });
  });

  test('lock no more marks than they take, and keep no lock', async () => {
    const { db, aSession } = await aWorldOf('a', 'b', 'c', 'd', 'e');
    const session = await aSession();
    expect(await claimDirty(session, 2)).toHaveLength(2);
    expect(await locks(db)).toBe(2);
    await session.execute(sql`select pg_advisory_unlock_all()`);
    await correlateBatch(db, rules, { marksMax: 3 });
    await expect(correlateBatch(db, new Map(), { marksMax: -1 })).rejects.toThrow();
    expect(await locks(db)).toBe(0);
  });

  test('leave out what has grown since it was claimed; it is folded as a whole the next time', async () => {
    const { db, aSession } = await aWorldOf('a');
    const worker = await halfWay(await aSession());
    const deliver = aLeg({ step: 'deliver', block: 2 });
    const legs = [{ ...deliver, links: [...deliver.links, exact('new')] }];
    await ingestLegs(db, { chain: there, legs, to: 5 });
    expect(await worker.fold()).toMatchObject({ cleared: 0, versions: 0, isHeld: true });
    await worker.end();
    expect(await correlateBatch(db, rules)).toMatchObject({ versions: 1, isHeld: false });
    expect(await dirtyKeys(db)).toEqual([]);
  });

  test('clear no mark that was made after the claim', async () => {
    const { db, aSession } = await aWorldOf('a');
    const worker = await halfWay(await aSession());
    await ingestLegs(db, { chain: there, legs: [aLeg({ step: 'deliver', block: 2 })], to: 5 });
    expect(await correlateBatch(db, rules)).toMatchObject({ claimed: 0, isHeld: true });
    expect(await worker.fold()).toMatchObject({ cleared: 1 });
    await worker.end();
    expect(new Set(await dirtyKeys(db))).toEqual(new Set(['route:a']));
    await correlateBatch(db, rules);
    expect(await dirtyKeys(db)).toEqual([]);
  });

  test('name a reorg as the cause of a fall, also one that came after the claim', async () => {
    const { db, aSession } = await aWorldOf('a');
    const arrival = [
      aLeg({ step: 'attest', block: 2 }),
      aLeg({ step: 'deliver', block: 2, index: 1 }),
    ];
    await ingestLegs(db, { chain: there, legs: arrival, to: 5, finalized: 99 });
    await correlateAll(db);
    await markAlone(db, 'route:a');
    const worker = await halfWay(await aSession());
    await rollBackTo(db, there, 1);
    await worker.fold();
    await worker.end();
    await correlateAll(db);
    expect(
      (await readHistory(db, 'route:a')).map(({ toStatus, cause }) => [toStatus, cause.type]),
    ).toEqual([
      ['complete', 'event'],
      ['confirmed', 'reorg'],
    ]);
  });

  test('name a chain that is indexed from now on as the cause, also where its mark is not claimed', async () => {
    const { db, aSession } = await aWorldOf();
    await db.execute(sql`delete from checkpoints where chain = ${here}`);
    const arrival = [
      aLeg({ step: 'attest', block: 2 }),
      aLeg({ step: 'deliver', block: 2, index: 1 }),
    ];
    await ingestLegs(db, { chain: there, legs: arrival, to: 5 });
    await correlateAll(db);
    await markDirty(db, [{ key: 'route:a', cause: { type: 'head', chain: there } }]);
    await registerRoute(db, [here]);
    const session = await aSession();
    await holdKnowledge(session);
    const { components } = await claimBatch(session, { ...LIMITS, marksMax: 1 });
    await foldComponents(session, components, { rules, legsMax: LIMITS.legsMax });
    const history = await readHistory(db, 'route:a');
    expect(history.map(({ toStatus, toStage, cause }) => [toStatus, toStage, cause])).toEqual([
      ['complete', 'delivered', { type: 'event', chain: there }],
      ['pending', 'awaiting_origin', { type: 'coverage', chain: here }],
    ]);
  });

  test('decide together who goes on with an operation whose links were read anew', async () => {
    const { db, aSession } = await aWorldOf('a');
    await ingestLegs(db, { chain: there, legs: [aLeg({ step: 'deliver', block: 2 })], to: 5 });
    await correlateAll(db);
    const deliver = aLeg({ step: 'deliver', block: 2, id: 'b' });
    const right = { ...aLeg({ step: 'deliver', block: 2 }), links: deliver.links };
    await ingestLegs(db, { chain: there, legs: [right], from: 0, to: 5, isBackfill: true });
    await markAlone(db, 'route:b');
    const worker = await halfWay(await aSession());
    expect(worker.batch.components[0]?.keys).toEqual(new Set(['route:b', 'route:a']));
    await worker.fold();
    await worker.end();
    const ids = (await db.select({ id: operations.id }).from(operations)).map(({ id }) => id);
    expect(ids.toSorted()).toEqual(['route:a', 'route:b']);
  });
});

test('whoever changes what folds know waits for those under way, and is not passed by others', async () => {
  const { db, aSession } = await aWorldOf('a');
  const [first, second] = [await aSession(), await aSession()];
  await holdKnowledge(first);
  const { generation } = await storedChain(db, there);
  const registered = registerRoute(db, [there]);
  await until(async () => (await waiting(db)) === 1);
  const folding = holdKnowledge(second).then(() => storedChain(second, there));
  await until(async () => (await waiting(db)) === 2);
  expect(await storedChain(db, there)).toMatchObject({ generation });
  await first.execute(sql`select pg_advisory_unlock_all()`);
  expect(await folding).toMatchObject({ generation: generation + 1n });
  await registered;
});

test('transitions are committed in the order of their seq', async () => {
  const { db, aSession } = await aWorldOf('a');
  await correlateAll(db);
  const [stored] = await db.select().from(operations);
  const version = (number: number): NewVersion => ({
    // CAST: what a fold wrote; no amount in it matters here.
    operation: stored?.body as unknown as NewVersion['operation'],
    version: number,
    from: null,
    changes: [],
    cause: { type: 'event', chain: here },
    asOf: {},
    chainTime: 1_000,
  });
  /** What somebody sees who asks again and again for what came after the last one. */
  const seen: number[] = [];
  let last = -1n;
  const follow = async () => {
    const rows = await db.select().from(transitions).orderBy(transitions.seq);
    for (const row of rows.filter(({ seq }) => seq > last)) {
      seen.push(row.version);
      last = row.seq;
    }
  };
  const slow = (await aSession()).transaction(async (tx) => {
    await appendTransitions(tx, [version(2)]);
    await sleep(200);
  });
  await sleep(50);
  const quick = (await aSession()).transaction((tx) => appendTransitions(tx, [version(3)]));
  await Promise.race([quick, sleep(100)]);
  await follow();
  await Promise.all([slow, quick]);
  await follow();
  expect(seen).toEqual([1, 2, 3]);
});

/** Makes folds so slow that others happen between their snapshot and their end. */
async function slowDown(db: Database) {
  await db.execute(sql`
    create function pause() returns trigger language plpgsql as
    $$ begin perform pg_sleep(random() * 0.03); return null; end $$`);
  await db.execute(sql`
    create trigger pause before insert or update on operations execute function pause()`);
}

/** What must hold of a database at rest. */
async function expectSound(db: Database) {
  expect(await dirtyKeys(db)).toEqual([]);
  expect(await locks(db)).toBe(0);
  const rows = await db.select().from(operations);
  const ids = new Set(rows.map(({ id }) => id));
  for (const { id, version, status } of rows) {
    const own = (await readHistory(db, id)).filter(({ operationId }) => operationId === id);
    expect(own.at(-1)).toMatchObject({ version, toStatus: status });
    expect(new Set(own.map((transition) => transition.version)).size).toBe(own.length);
  }
  for (const { alias, operationId } of await db.select().from(aliases)) {
    expect([ids.has(alias), ids.has(operationId)]).toEqual([false, true]);
  }
  const { rows: legs } = await db.execute<{ key: string; operation_id: string }>(sql`
    select links.key, legs.operation_id from legs join links using (event_id) where kind = 'exact'`);
  for (const { key, operation_id } of legs) {
    expect(ids).toContain(operation_id);
    expect(await findOperation(db, key)).not.toBeNull();
  }
  const { rows: deadlocks } = await db.execute<{ count: number }>(sql`
    select deadlocks::int as count from pg_stat_database where datname = current_database()`);
  expect(deadlocks).toEqual([{ count: 0 }]);
}
