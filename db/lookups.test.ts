import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import type { Leg } from '../core/leg.ts';
import type { Lookup } from '../core/lookup.ts';
import type { RawLog } from '../core/raw-log.ts';
import { aLeg, here, there } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { ingestLegs, registerRoute, rollBackTo } from '../test/world-in-database.ts';
import { closeAnswered } from './close-answered.ts';
import { dueLookups } from './due-lookups.ts';
import { storedChain } from './heads.ts';
import type { Database, Queryable } from './pool.ts';
import { renewLegs } from './renew-legs.ts';
import { storedLogsOf } from './stored-logs.ts';
import { takeBack } from './take-back.ts';
import { unread } from './unread.ts';
import { verifyAnswers } from './verify-answers.ts';
import { writeAnswers } from './write-answers.ts';
import { writeLogs, type IngestedLog } from './write-logs.ts';

const lookup: Lookup = {
  chain: there,
  key: 'route:a',
  step: 'deliver',
  view: { to: '0xd', data: '0x01' },
  callee: '0xd',
  marks: ['0xaa'],
  since: 1_001,
};

const rawOf = ({ at }: Leg, more: Partial<RawLog> = {}): RawLog => ({
  emitter: '0xc',
  topics: ['0x01'],
  data: '0x',
  ordinal: 0,
  receiptIndex: null,
  at,
  ...more,
});

const entryOf = (leg: Leg, more: Partial<IngestedLog> = {}): IngestedLog => ({
  log: rawOf(leg),
  protocol: 'route',
  name: leg.step,
  error: null,
  leg,
  ...more,
});

const send = aLeg({ step: 'send', block: 1 });

/** What a chain answers: a call in a block, or the state by which it was seen. */
const answerIn = (block: number, { transaction = '0xcall', fork = '' } = {}) => {
  const leg = aLeg({ step: 'deliver', block, index: -1, fork });
  const log = rawOf({ ...leg, at: { ...leg.at, transaction } }, { isAsked: true });
  return { lookup, entry: entryOf(leg, { log }) };
};

/** Both chains up to block 9, and a leg on one of them that asks the other. */
async function anAsker(): Promise<Database> {
  const { db } = await createDatabase();
  await registerRoute(db);
  await ingestLegs(db, { chain: here, legs: [], to: 9 });
  await ingestLegs(db, { chain: there, legs: [], to: 9 });
  await write(db, [entryOf(send, { lookups: [lookup, lookup] })]);
  return db;
}

const write = (db: Database, logs: IngestedLog[], chain = here) =>
  db.transaction((tx) => writeLogs(tx, chain, logs));

async function answer(db: Database, answers: ReturnType<typeof answerIn>[]): Promise<number> {
  const { generation } = await storedChain(db, there);
  const asked = await dueLookups(db, there, 10);
  return writeAnswers(db, {
    chain: there,
    generation,
    blockTimeMs: 1_000,
    asked: asked.length > 0 ? asked : [lookup],
    answers: answers.map(({ entry }) => ({ lookup: asked[0] ?? lookup, entry })),
  });
}

async function rowsOf(db: Database) {
  const { rows } = await db.execute<{ done: boolean; tries: number; pause: number | null }>(sql`
    select done, tries, round(extract(epoch from next_at - now()))::int as pause
    from lookups
    order by event_id`);
  return rows;
}

async function eventsOf(db: Database) {
  const { rows } = await db.execute<{ event: string }>(sql`
    select transaction || ' in ' || block_number || case when canonical then '' else ' gone' end as event
    from events
    where chain = ${there}
    order by id`);
  return rows.map(({ event }) => event);
}

const closed = { done: true, tries: 0, pause: 0 };
const open = { done: false, tries: 0, pause: 0 };

describe('a lookup', () => {
  test('is stored once with its leg, however often that is read', async () => {
    const db = await anAsker();
    await write(db, [entryOf(send, { lookups: [lookup] })]);
    expect(await rowsOf(db)).toEqual([open]);
    expect(await dueLookups(db, there, 10)).toEqual([lookup]);
    expect(await dueLookups(db, here, 10)).toEqual([]);
  });

  test('is answered by its view, whatever leg that is, until that is taken back', async () => {
    const db = await anAsker();
    const shown = aLeg({ step: 'attest', block: 5, index: -1 });
    const at = { ...shown.at, transaction: 'state:0xd:0x01' };
    const log = rawOf({ ...shown, at }, { isAsked: true });
    await answer(db, [{ lookup, entry: entryOf(shown, { log }) }]);
    expect(await rowsOf(db)).toEqual([{ ...closed, pause: 0 }]);
    await rollBackTo(db, there, 4);
    expect(await rowsOf(db)).toEqual([open]);
  });

  test('goes with what its leg does not ask any more, and comes with what it asks now', async () => {
    const db = await anAsker();
    const other = { ...lookup, key: 'route:b' };
    await write(db, [entryOf(send, { lookups: [other] })]);
    expect(await dueLookups(db, there, 10)).toEqual([other]);
    await write(db, [entryOf(send)]);
    expect(await rowsOf(db)).toEqual([]);
  });

  test('is asked for with every block while its leg is young, then ever less often, and once a day for ever', async () => {
    const db = await anAsker();
    const pauses: (number | null | undefined)[] = [];
    const day = 86_400;
    for (const age of [0, 599, 900, 3_600, day, 10 * day, 60 * day, 3_000 * day]) {
      await db.execute(sql`
        update events set block_time = now() - ${age}::int * interval '1 second'`);
      await db.execute(sql`update lookups set next_at = now()`);
      await answer(db, []);
      pauses.push((await rowsOf(db))[0]?.pause);
    }
    expect(pauses).toEqual([2, 2, 15, 60, 1_440, 14_400, day, day]);
    expect((await rowsOf(db))[0]?.tries).toBe(8);
    expect(await dueLookups(db, there, 10)).toEqual([]);
  });

  test('that waits since long and one that is new are both among few', async () => {
    const db = await anAsker();
    await db.execute(sql`
      insert into lookups (key, step, chain, event_id, body, next_at)
      select 'route:' || place, 'deliver', ${there}, 1, json_build_object('place', place),
        now() - place * interval '1 minute'
      from generate_series(1, 50) as place`);
    const due = await dueLookups(db, there, 2);
    expect(due).toHaveLength(2);
    expect(due).toEqual(expect.arrayContaining([{ place: 50 }, lookup]));
  });
});

describe('an answer', () => {
  test('closes its lookup, and is written once however often it comes', async () => {
    const db = await anAsker();
    expect(await answer(db, [answerIn(5)])).toBe(1);
    await answer(db, [answerIn(5)]);
    await answer(db, [answerIn(6, { transaction: 'state:0xd:0x01' })]);
    expect(await eventsOf(db)).toEqual(['0xcall in 5']);
    expect(await rowsOf(db)).toEqual([closed]);
  });

  test.each<[string, ReturnType<typeof answerIn>]>([
    ['above the stored head', answerIn(10)],
    ['in another block than the one that is known', answerIn(9, { fork: 'f' })],
  ])('%s waits', async (_, early) => {
    const db = await anAsker();
    expect(await answer(db, [early])).toBe(0);
    expect(await eventsOf(db)).toEqual([]);
    expect(await rowsOf(db)).toEqual([{ ...open, tries: 1, pause: 2 }]);
  });

  test('does not stand beside a leg that came of a log meanwhile', async () => {
    const db = await anAsker();
    await write(db, [entryOf(aLeg({ step: 'deliver', block: 4 }))], there);
    expect(await answer(db, [answerIn(5, { transaction: 'state:0xd:0x01' })])).toBe(1);
    expect(await eventsOf(db)).toEqual(['0xdeliver-a in 4']);
  });

  test('by the state alone goes when a call shows the transaction', async () => {
    const db = await anAsker();
    await answer(db, [answerIn(5, { transaction: 'state:0xd:0x01' })]);
    await write(db, [entryOf(aLeg({ step: 'attest', block: 4 }))], there);
    await write(db, [entryOf(aLeg({ step: 'deliver', block: 4, id: 'b', index: -1 }))], there);
    expect(await rowsOf(db)).toEqual([closed]);
    await write(db, [entryOf(aLeg({ step: 'deliver', block: 4, index: -1 }))], there);
    expect(await eventsOf(db)).toEqual([
      'state:0xd:0x01 in 5 gone',
      '0xattest-a in 4',
      '0xdeliver-b in 4',
      '0xdeliver-a in 4',
    ]);
    expect(await answer(db, [])).toBe(1);
    expect(await rowsOf(db)).toEqual([closed]);
  });

  test('of another step or without a leg leaves the lookup open', async () => {
    const db = await anAsker();
    const { entry } = answerIn(5);
    const aside = { ...entry, leg: null };
    expect(await answer(db, [{ lookup, entry: aside }])).toBe(0);
    expect(await rowsOf(db)).toMatchObject([{ done: false, tries: 1 }]);
  });

  test('comes back from the database as the chain showed it', async () => {
    const db = await anAsker();
    const call = { from: '0x0a', to: '0xd', input: '0x0102' } as const;
    const { entry } = answerIn(5);
    const log = { ...entry.log, call };
    await answer(db, [{ lookup, entry: { ...entry, log } }]);
    const stored = await storedLogsOf(db, ['1', '2']);
    expect(stored.map((event) => event.log)).toEqual([rawOf(send), log]);
    expect(stored.map(({ lookups }) => lookups)).toEqual([[lookup], []]);
  });

  test('keeps its leg when a reading shows the call, which knows less', async () => {
    const db = await anAsker();
    await answer(db, [answerIn(5)]);
    const { entry } = answerIn(5);
    const { isAsked: _, ...log } = entry.log;
    await write(db, [{ ...entry, log, name: 'aside', leg: null }], there);
    const [, stored] = await storedLogsOf(db, ['1', '2']);
    expect(stored).toMatchObject({ name: 'deliver', leg: { step: 'deliver' } });
    expect(stored?.log.isAsked).toBe(true);
  });
});

describe('a rollback', () => {
  test('of the chain that is asked opens the lookup again, and closes it when the block is back', async () => {
    const db = await anAsker();
    await answer(db, [answerIn(9)]);
    await rollBackTo(db, there, 8);
    expect(await eventsOf(db)).toEqual(['0xcall in 9 gone']);
    expect(await rowsOf(db)).toEqual([open]);
    await ingestLegs(db, { chain: there, legs: [], to: 9 });
    await answer(db, [answerIn(9)]);
    expect(await eventsOf(db)).toEqual(['0xcall in 9']);
    expect(await rowsOf(db)).toEqual([closed]);
  });

  test('below which an answer stands leaves it', async () => {
    const db = await anAsker();
    await answer(db, [answerIn(7)]);
    await rollBackTo(db, there, 7);
    expect(await rowsOf(db)).toEqual([closed]);
  });

  test('of the chain that asks silences the lookup until its leg is back', async () => {
    const db = await anAsker();
    await rollBackTo(db, here, 0);
    expect(await rowsOf(db)).toEqual([{ ...open, pause: null }]);
    expect(await dueLookups(db, there, 10)).toEqual([]);
    expect(await answer(db, [answerIn(5)])).toBe(1);
    expect(await eventsOf(db)).toEqual([]);
    await write(db, [entryOf(send, { lookups: [lookup] })]);
    expect(await rowsOf(db)).toEqual([open]);
  });
});

test('a leg that says something else than before opens what it answered', async () => {
  const db = await anAsker();
  await answer(db, [answerIn(5)]);
  await db.transaction((tx) =>
    renewLegs(tx, [{ id: '2', protocol: 'route', leg: null }], { type: 'rebuild' }),
  );
  expect(await rowsOf(db)).toEqual([open]);
});

describe('an answer that is looked at again', () => {
  async function lookAgain(db: Database, shown: IngestedLog[]) {
    const { generation } = await storedChain(db, there);
    const stored = await storedLogsOf(db, ['2']);
    await verifyAnswers(db, { chain: there, generation, stored, shown });
    const { rows } = await db.execute<{ verified: boolean }>(sql`
      select verified from events where chain = ${there} order by id`);
    return rows.map(({ verified }) => verified);
  }

  test('may be final if it is shown alike', async () => {
    const db = await anAsker();
    await answer(db, [answerIn(5)]);
    expect(await lookAgain(db, [answerIn(5).entry])).toEqual([true]);
    expect(await rowsOf(db)).toEqual([closed]);
  });

  test('is written where it is now, and taken back where it was', async () => {
    const db = await anAsker();
    await answer(db, [answerIn(5, { transaction: 'state:0xd:0x01' })]);
    expect(await lookAgain(db, [answerIn(4).entry])).toEqual([false, false]);
    expect(await eventsOf(db)).toEqual(['state:0xd:0x01 in 5 gone', '0xcall in 4']);
    expect(await answer(db, [])).toBe(1);
    expect(await rowsOf(db)).toEqual([closed]);
  });
});

test('an answer in final blocks that turn out to be others is looked at again', async () => {
  const db = await anAsker();
  await answer(db, [answerIn(5)]);
  await db.execute(sql`update events set verified = true`);
  const { generation } = await storedChain(db, there);
  const range = { from: 5n, to: 5n };
  await unread(db, { chain: there, generation, range, headers: [], parentHash: null });
  const { rows } = await db.execute(sql`select transaction from events where not verified`);
  expect(rows).toEqual([{ transaction: '0xcall' }]);
});

describe('a lookup that is closed while its answer is taken back', () => {
  /** Lets one transaction wait until another one has begun, or is done. */
  const latch = () => {
    let open = () => {};
    const opened = new Promise<void>((resolve) => (open = resolve));
    return { opened, open: () => open() };
  };

  test.each(['closes', 'takes back'])(
    'is open in the end, whichever begins: that which %s',
    async (first) => {
      const db = await anAsker();
      await write(db, [entryOf(aLeg({ step: 'deliver', block: 4 }))], there);
      const [begun, over] = [latch(), latch()];
      const acts = {
        closes: (tx: Queryable) => closeAnswered(tx, there, [lookup]),
        'takes back': (tx: Queryable) => takeBack(tx, there, ['2']),
      };
      const [one, two] =
        first === 'closes' ? [acts.closes, acts['takes back']] : [acts['takes back'], acts.closes];
      const earlier = db.transaction(async (tx) => {
        await one(tx);
        begun.open();
        await over.opened;
      });
      await begun.opened;
      const later = db.transaction(async (tx) => {
        await two(tx);
      });
      await sleep(300);
      over.open();
      await Promise.all([earlier, later]);
      expect(await rowsOf(db)).toMatchObject([{ done: false }]);
    },
  );
});
