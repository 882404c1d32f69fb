import fc from 'fast-check';
import { pino } from 'pino';
import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { isTerminal } from '../core/status.ts';
import { readHeads } from '../db/chains.ts';
import { findComponents } from '../db/find-components.ts';
import { findOperation, readHistory } from '../db/read-operations.ts';
import { aliases, operations, transitions } from '../db/schema.ts';
import { aLeg, here, route, there } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { RandomLife, happening } from '../test/random-life.ts';
import { correlateBatch } from './correlate.ts';
import { correlateJob } from './correlate-job.ts';
import { correlateAll, ingestLegs, registerRoute, rollBackTo } from '../test/world-in-database.ts';

describe('the incremental path', () => {
  test(
    'after any growth, reorgs and pauses it says what the pure fold says',
    { timeout: 120_000 },
    async () => {
      const pause = fc.constant({ type: 'correlate' as const });
      const step = fc.oneof({ weight: 7, arbitrary: happening() }, { weight: 2, arbitrary: pause });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 16 }), async (steps) => {
          const { db } = await createDatabase();
          await registerRoute(db);
          const life = new RandomLife(db);
          for (const step of steps) {
            await (step.type === 'correlate' ? correlateAll(db) : life.live(step));
          }
          await correlateAll(db);
          const { stored, expected } = await life.compared();
          expect(stored).toEqual(expected);
          await expectSoundHistory(db, await db.select().from(operations));
        }),
        { numRuns: 12 },
      );
    },
  );
});

/** Versions count from one without a gap, each step begins where the last one ended, and the last one is the row. */
async function expectSoundHistory(
  db: Parameters<typeof readHistory>[0],
  stored: { id: string; version: number; status: string }[],
) {
  for (const { id, version, status } of stored) {
    const own = (await readHistory(db, id)).filter(({ operationId }) => operationId === id);
    expect(own.at(-1)).toMatchObject({ version, toStatus: status });
    for (const [index, { fromStatus, toStatus, cause }] of own.entries()) {
      if (index > 0) expect(fromStatus).toBe(own[index - 1]?.toStatus);
      const isFall =
        fromStatus !== null && isTerminal(fromStatus as never) && !isTerminal(toStatus as never);
      if (isFall) expect(cause.type).toBe('reorg');
    }
  }
}

describe('an operation', () => {
  test('that a reorg takes back falls from complete to confirmed, and rises again', async () => {
    const { db } = await createDatabase();
    await registerRoute(db);
    const send = aLeg({ step: 'send', block: 1 });
    const attest = aLeg({ step: 'attest', block: 1 });
    const deliver = aLeg({ step: 'deliver', block: 2 });
    await ingestLegs(db, { chain: here, legs: [send], to: 5 });
    await ingestLegs(db, { chain: there, legs: [attest, deliver], to: 3, finalized: 99 });
    await correlateAll(db);
    await rollBackTo(db, there, 1);
    await correlateAll(db);
    const again = aLeg({ step: 'deliver', block: 3, fork: 'b' });
    await ingestLegs(db, { chain: there, legs: [again], to: 4, fork: 'b', finalized: 99 });
    await correlateAll(db);
    const history = await readHistory(db, 'route:a');
    expect(
      history.map(({ fromStatus, toStatus, toStage, cause }) => [
        fromStatus,
        toStatus,
        toStage,
        cause.type,
      ]),
    ).toEqual([
      [null, 'complete', 'delivered', 'event'],
      ['complete', 'confirmed', 'destination_orphaned', 'reorg'],
      ['confirmed', 'complete', 'delivered', 'event'],
    ]);
    expect(history[1]?.cause).toMatchObject({ chain: there, depth: 2, ancestor: '1' });
  });

  test('becomes final when the finalized height passes its last leg, without a new event', async () => {
    const { db } = await createDatabase();
    await registerRoute(db);
    await ingestLegs(db, { chain: here, legs: [aLeg({ step: 'send', block: 1 })], to: 5 });
    const legs = [aLeg({ step: 'attest', block: 2 }), aLeg({ step: 'deliver', block: 4 })];
    await ingestLegs(db, { chain: there, legs, to: 5 });
    await correlateAll(db);
    expect(await findOperation(db, 'route:a')).toMatchObject({
      body: { status: 'complete', final: false },
    });
    await ingestLegs(db, { chain: there, legs: [], to: 6 });
    await correlateAll(db);
    expect(await findOperation(db, 'route:a')).toMatchObject({
      body: { status: 'complete', final: true },
    });
  });

  test('whose legs turn out to belong together keeps one id; the other one still resolves', async () => {
    const { db } = await createDatabase();
    await registerRoute(db);
    const deliver = aLeg({ step: 'deliver', block: 4, id: 'far', lookalike: 'x' });
    await ingestLegs(db, { chain: there, legs: [deliver], to: 5 });
    await correlateAll(db);
    expect((await findOperation(db, 'route:far'))?.id).toBe('route:far');
    const send = aLeg({ step: 'send', block: 1, id: 'near', lookalike: 'x' });
    await ingestLegs(db, { chain: here, legs: [send], to: 5 });
    await correlateAll(db);
    expect((await findOperation(db, 'route:far'))?.id).toBe('route:near');
    expect(await db.select().from(aliases)).toEqual([
      { alias: 'route:far', operationId: 'route:near' },
    ]);
    expect((await readHistory(db, 'route:near')).map(({ operationId }) => operationId)).toEqual([
      'route:far',
      'route:near',
    ]);
  });
});

describe('an operation that is final', () => {
  /** A pair that only look-alike links hold together, final. */
  async function aFinalPair() {
    const { db } = await createDatabase();
    await registerRoute(db);
    const send = aLeg({ step: 'send', block: 1, id: 'near', lookalike: 'x' });
    const attest = aLeg({ step: 'attest', block: 4, id: 'far' });
    const deliver = aLeg({ step: 'deliver', block: 4, index: 1, id: 'far', lookalike: 'x' });
    await ingestLegs(db, { chain: here, legs: [send], to: 20 });
    await ingestLegs(db, { chain: there, legs: [attest, deliver], to: 20 });
    await correlateAll(db);
    expect((await findOperation(db, 'route:near'))?.body.final).toBe(true);
    return db;
  }

  test.each(['route:near', 'route:far', 'look:x'])(
    'stays whole when %s alone is marked',
    async (key) => {
      const db = await aFinalPair();
      await db.execute(sql`
      insert into dirty (key, cause) values (${key}, '{"type":"head","chain":"eip155:2"}')`);
      await correlateAll(db);
      expect(await readHistory(db, 'route:near')).toHaveLength(1);
      expect(await db.select().from(operations)).toHaveLength(1);
    },
  );

  test('is not read again for a new leg that looks the same', async () => {
    const db = await aFinalPair();
    const [component] = (await findComponents(db, ['look:x'], { legsMax: 10 })) ?? [];
    expect(component?.events).toEqual(new Set());
  });

  test('without its origin is joined by it when its chain is indexed later', async () => {
    const { db } = await createDatabase();
    await registerRoute(db, [there]);
    const attest = aLeg({ step: 'attest', block: 4, id: 'far' });
    const deliver = aLeg({ step: 'deliver', block: 4, index: 1, id: 'far', lookalike: 'x' });
    await ingestLegs(db, { chain: there, legs: [attest, deliver], to: 10 });
    await correlateAll(db);
    expect((await findOperation(db, 'route:far'))?.body).toMatchObject({
      final: true,
      coverage: 'destination_only',
    });
    await registerRoute(db, [here]);
    const send = aLeg({ step: 'send', block: 1, id: 'near', lookalike: 'x' });
    await ingestLegs(db, { chain: here, legs: [send], to: 10 });
    await correlateAll(db);
    expect((await findOperation(db, 'route:far'))?.body).toMatchObject({
      id: 'route:near',
      status: 'complete',
      coverage: 'full',
    });
  });
});

test('an operation that departed before the start block is complete by its destination', async () => {
  const { db } = await createDatabase();
  await registerRoute(db);
  const legs = [
    aLeg({ step: 'attest', block: 40 }),
    aLeg({ step: 'deliver', block: 40, index: 1 }),
  ];
  await ingestLegs(db, { chain: there, legs, to: 50 });
  await correlateAll(db);
  expect((await findOperation(db, 'route:a'))?.body.stage).toBe('awaiting_origin');
  // The origin's chain goes on until its clock has left the arrival behind.
  await ingestLegs(db, { chain: here, legs: [], to: 101 });
  await ingestLegs(db, { chain: here, legs: [], to: 103 });
  await correlateAll(db);
  expect((await findOperation(db, 'route:a'))?.body).toMatchObject({
    status: 'complete',
    coverage: 'destination_only',
  });
});

test('what an origin amends is shown, though no leg is firmer than before', async () => {
  const { db } = await createDatabase();
  await registerRoute(db);
  const told = (block: number, recipient: string) => {
    const leg = aLeg({ step: 'send', block });
    const at = { ...leg.at, transaction: `0xsend-${block}` };
    return { ...leg, at, about: { ...leg.about, recipient } };
  };
  await ingestLegs(db, { chain: here, legs: [told(1, 'old')], to: 4 });
  await correlateAll(db);
  await ingestLegs(db, { chain: here, legs: [told(5, 'new')], to: 20 });
  await correlateAll(db);
  const body = (await findOperation(db, 'route:a'))?.body;
  expect(body?.about.recipient).toBe('new');
  expect(body?.legs.map(({ step, at }) => [step, at?.blockNumber])).toEqual([
    ['send', '1'],
    ['attest', undefined],
    ['deliver', undefined],
    ['send', '5'],
  ]);
});

test('a link that is read anew takes its leg out of the operation that it was wrongly in', async () => {
  const { db } = await createDatabase();
  await registerRoute(db);
  const attest = aLeg({ step: 'attest', block: 1 });
  const wrong = aLeg({ step: 'deliver', block: 2 });
  await ingestLegs(db, { chain: here, legs: [aLeg({ step: 'send', block: 1 })], to: 9 });
  await ingestLegs(db, { chain: there, legs: [attest, wrong], to: 9 });
  await correlateAll(db);
  expect((await findOperation(db, 'route:a'))?.body.status).toBe('complete');
  const right = { ...wrong, links: aLeg({ step: 'deliver', block: 2, id: 'b' }).links };
  await ingestLegs(db, { chain: there, legs: [attest, right], from: 0, to: 9, isBackfill: true });
  await correlateAll(db);
  expect((await findOperation(db, 'route:a'))?.body.status).toBe('confirmed');
  expect((await findOperation(db, 'route:b'))?.id).toBe('route:b');
});

test('a history goes back over every id that an operation had', async () => {
  const { db } = await createDatabase();
  await registerRoute(db);
  const add = async (step: 'send' | 'attest' | 'deliver', keys: string[], to: number) => {
    const leg = aLeg({ step, block: to });
    const links = keys.map((key) => ({ key, kind: 'exact' as const, rule: 'id' }));
    await ingestLegs(db, { chain: leg.at.chain, legs: [{ ...leg, links }], to });
    await correlateAll(db);
  };
  await add('deliver', ['route:c'], 3);
  await add('attest', ['route:c', 'route:b'], 6);
  await add('send', ['route:b', 'route:a'], 6);
  const ids = (await readHistory(db, 'route:a')).map(({ operationId }) => operationId);
  expect(ids).toEqual(['route:c', 'route:b', 'route:a']);
});

test('a batch that cannot be written holds up no other', async () => {
  const { db } = await createDatabase();
  await registerRoute(db);
  const legs = ['good', 'bad', 'fine'].map((id, index) =>
    aLeg({ step: 'send', block: 1, id, index }),
  );
  await ingestLegs(db, { chain: here, legs, to: 5 });
  await db.execute(sql`alter table operations add check (id <> 'route:bad')`);
  const deps = { db, rules: new Map([['route', route]]), log: pino({ level: 'silent' }) };
  await correlateJob.run(
    {},
    { ...deps, signal: new AbortController().signal, ring: async () => {} },
  );
  const ids = (await db.select({ id: operations.id }).from(operations)).map(({ id }) => id);
  expect(ids.toSorted()).toEqual(['route:fine', 'route:good']);
  const { rows } = await db.execute<{ key: string }>(sql`select distinct key from dirty`);
  expect(rows).toEqual([{ key: 'route:bad' }]);
});

test('a chain that has no safe or finalized height yet makes nothing firm, not even by a rollback', async () => {
  const { db } = await createDatabase();
  await registerRoute(db);
  const unknown = { safe: 1_000, finalized: 1_000 };
  await ingestLegs(db, {
    chain: here,
    legs: [aLeg({ step: 'send', block: 1 })],
    to: 5,
    ...unknown,
  });
  await rollBackTo(db, here, 2);
  await ingestLegs(db, { chain: here, legs: [], to: 6, fork: 'b', ...unknown });
  await correlateAll(db);
  expect(await findOperation(db, 'route:a')).toMatchObject({ body: { stage: 'origin_included' } });
  expect((await readHeads(db)).get(here)).toMatchObject({ safe: null, finalized: null });
});

test('a lost origin that is in a hole is found there, and was never given up', async () => {
  const { db } = await createDatabase();
  await registerRoute(db);
  await ingestLegs(db, { chain: here, legs: [aLeg({ step: 'send', block: 5 })], to: 6 });
  await rollBackTo(db, here, 4);
  await correlateAll(db);
  // After a pause the indexer goes on at block 300; what is between is a hole.
  await ingestLegs(db, { chain: here, legs: [], from: 300, to: 300, fork: 'b' });
  await correlateAll(db);
  expect(await findOperation(db, 'route:a')).toMatchObject({ body: { stage: 'origin_orphaned' } });
  const again = aLeg({ step: 'send', block: 40, fork: 'b' });
  await ingestLegs(db, {
    chain: here,
    legs: [again],
    from: 5,
    to: 299,
    fork: 'b',
    isBackfill: true,
  });
  await correlateAll(db);
  expect(await findOperation(db, 'route:a')).toMatchObject({ body: { status: 'confirmed' } });
  const statuses = (await readHistory(db, 'route:a')).map(({ toStatus }) => toStatus);
  expect(statuses).not.toContain('reverted');
});

test('a lost origin that is in no block is given up once the hole is read', async () => {
  const { db } = await createDatabase();
  await registerRoute(db);
  await ingestLegs(db, { chain: here, legs: [aLeg({ step: 'send', block: 5 })], to: 6 });
  await rollBackTo(db, here, 4);
  await ingestLegs(db, { chain: here, legs: [], from: 300, to: 300, fork: 'b' });
  await correlateAll(db);
  await ingestLegs(db, { chain: here, legs: [], from: 5, to: 299, fork: 'b', isBackfill: true });
  await correlateAll(db);
  expect(await findOperation(db, 'route:a')).toMatchObject({ body: { status: 'pending' } });
  await ingestLegs(db, { chain: here, legs: [], to: 301, fork: 'b' });
  await correlateAll(db);
  expect(await findOperation(db, 'route:a')).toMatchObject({ body: { status: 'reverted' } });
});

test('legs that cannot be folded hold up no others, and are kept', async () => {
  const { db } = await createDatabase();
  await registerRoute(db);
  const rules = new Map([['route', route]]);
  // Rules that this protocol's version got wrong: they have no step at all.
  const broken = new Map([...rules, ['other', { ...route, steps: [] }]]);
  const bad = { ...aLeg({ step: 'send', block: 1, id: 'bad' }), protocol: 'other' };
  const good = aLeg({ step: 'send', block: 1, index: 1, id: 'good' });
  await ingestLegs(db, { chain: here, legs: [bad, good], to: 5 });
  const first = await correlateBatch(db, broken);
  expect(first).toMatchObject({ versions: 1, failures: [{ keys: ['route:bad'] }] });
  expect(await correlateBatch(db, broken)).toMatchObject({ cleared: 0, versions: 0 });
  expect((await findOperation(db, 'route:good'))?.body.status).toBe('confirmed');
  const mended = new Map([...rules, ['other', route]]);
  expect(await correlateBatch(db, mended)).toMatchObject({ versions: 1, failures: [] });
});

test('folding again what is folded adds no version', async () => {
  const { db } = await createDatabase();
  await registerRoute(db);
  const legs = [aLeg({ step: 'send', block: 1 })];
  await ingestLegs(db, { chain: here, legs, to: 5 });
  await correlateAll(db);
  await ingestLegs(db, { chain: here, legs, to: 5 });
  await correlateAll(db);
  expect(await db.select().from(transitions)).toHaveLength(1);
});

test('a mark that is made while its operation is folded is not cleared with it', async () => {
  const { db, pool } = await createDatabase();
  await registerRoute(db);
  await ingestLegs(db, { chain: here, legs: [aLeg({ step: 'send', block: 1 })], to: 5 });
  const other = await pool.connect();
  await other.query('begin');
  await other.query(
    `insert into dirty (key, cause) values ('route:a', '{"type":"event","chain":"eip155:1"}')`,
  );
  await correlateAll(db);
  await other.query('commit');
  other.release();
  const { rows } = await db.execute<{ count: number }>(
    sql`select count(*)::int as count from dirty`,
  );
  expect(rows[0]?.count).toBe(1);
});

test('a number has the sending that is there, and each that is lost is an operation of its own', async () => {
  const { db } = await createDatabase();
  await registerRoute(db);
  const numbered = (of: string, fork: string) => {
    const leg = aLeg({ step: 'send', block: 5, fork });
    return { ...leg, at: { ...leg.at, transaction: `0x${of}` }, about: { content: of } };
  };
  const told = async () => {
    await correlateAll(db);
    const stored = await db.select({ id: operations.id, body: operations.body }).from(operations);
    return stored
      .map(({ id, body }) => [
        id.replace(/:event:.*(0x\w+)\/0$/, ' $1'),
        body.status,
        body.legs.flatMap(({ at }) => (at ? [at.transaction] : [])).join(' '),
      ])
      .toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1));
  };
  /** Where block 5 is not final yet, so that it may be lost. */
  const sent = async (of: string, to = 6) => {
    await ingestLegs(db, { chain: here, legs: [numbered(of, of)], to, fork: of });
    return told();
  };
  const lost = async () => {
    await rollBackTo(db, here, 4);
    return told();
  };
  await sent('ann');
  expect(await lost()).toEqual([['route:a', 'pending', '0xann']]);
  expect(await sent('bob')).toEqual([
    ['route 0xann', 'pending', '0xann'],
    ['route:a', 'confirmed', '0xbob'],
  ]);
  expect(await lost()).toEqual([
    ['route 0xann', 'pending', '0xann'],
    ['route:a', 'pending', '0xbob'],
  ]);
  expect(await sent('cyd')).toEqual([
    ['route 0xann', 'pending', '0xann'],
    ['route 0xbob', 'pending', '0xbob'],
    ['route:a', 'confirmed', '0xcyd'],
  ]);
  await lost();
  expect(await sent('bob', 9)).toEqual([
    ['route 0xann', 'reverted', '0xann'],
    ['route 0xcyd', 'reverted', '0xcyd'],
    ['route:a', 'confirmed', '0xbob'],
  ]);
  await expectSoundHistory(db, await db.select().from(operations));
});

test('a transaction that comes again under another number takes the place of the first one', async () => {
  const { db } = await createDatabase();
  await registerRoute(db);
  const numbered = (id: string, block: number, fork: string) => {
    const leg = aLeg({ step: 'send', block, id, fork });
    return { ...leg, at: { ...leg.at, transaction: '0xsame' } };
  };
  const statesOf = async () => {
    await correlateAll(db);
    const all = await Promise.all(['route:5', 'route:6'].map((id) => findOperation(db, id)));
    return all.map((found) => found && [found.body.status, found.body.supersededBy]);
  };
  await ingestLegs(db, { chain: here, legs: [numbered('5', 5, '')], to: 6 });
  await rollBackTo(db, here, 4);
  expect(await statesOf()).toEqual([['pending', null], null]);
  await ingestLegs(db, { chain: here, legs: [numbered('6', 5, 'b')], to: 9, fork: 'b' });
  expect(await statesOf()).toEqual([
    ['cancelled', 'route:6'],
    ['confirmed', null],
  ]);
  await rollBackTo(db, here, 4);
  expect(await statesOf()).toEqual([
    ['pending', null],
    ['pending', null],
  ]);
});
