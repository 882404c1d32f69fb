import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { expect, onTestFinished, test, vi } from 'vitest';
import { MidflightError } from '../core/errors.ts';
import type { Hex, RawLog } from '../core/raw-log.ts';
import type { Database } from '../db/pool.ts';
import type { Protocol } from '../protocols/bind.ts';
import { here, there } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { caughtUp, indexChains, simulatedProtocol } from '../test/index-chains.ts';
import { simulateChain, type SimulatedChain } from '../test/simulated-chain.ts';

const dataOf = (block: number): Hex => `0x${block.toString(16).padStart(8, '0')}`;
const keyOf = (block: number) => `route:${block}`;

/** Each log on `here` is sent to `there`, where the delivery is a call; a log there delivers as well. */
const asking: Protocol = {
  ...simulatedProtocol,
  anywhereOn: (chain) => (chain === there ? ['0xca11ca11'] : []),
  capture: ({ at, data, isAsked = false, topics }: RawLog) => {
    const block = topics[0] === '0x01' ? Number(at.blockNumber) : Number(data);
    const key = keyOf(block);
    const links = [{ key, kind: 'exact' as const, rule: 'id' }];
    if (at.chain === here) {
      const view = { to: '0xd' as const, data: dataOf(block) };
      const lookup = { chain: there, key, step: 'deliver', view, callee: '0xd' as const };
      const lookups = [{ ...lookup, marks: [], since: at.blockTime }];
      return {
        type: 'leg',
        event: 'Sent',
        captured: { step: 'send', links, about: {}, lookups },
      };
    }
    if (topics[0] !== '0x01' && !isAsked) return { type: 'aside', event: 'deliver' };
    return { type: 'leg', event: 'deliver', captured: { step: 'deliver', links, about: {} } };
  },
};

const recent = () => ({ startTime: Math.floor(Date.now() / 1_000) - 60 });

/** Two chains, and messages on their way: one out of each block of `here`. */
async function aMessage(
  change: (there: SimulatedChain) => SimulatedChain = (chain) => chain,
  messages = 1,
) {
  const connection = await createDatabase();
  const [origin, destination] = [
    simulateChain(here, 'one', recent()),
    simulateChain(there, 'two', recent()),
  ];
  origin.grow(messages, 1);
  destination.grow(3);
  const indexer = indexChains(connection, [origin, change(destination)], 0n, asking);
  await caughtUp(connection.db, origin);
  await caughtUp(connection.db, destination);
  return { db: connection.db, connection, origin, destination, indexer };
}

/** The events on `there`, oldest first, with what is said of each. */
async function answersOf(db: Database) {
  const { rows } = await db.execute(sql`
    select block_number::int as block, transaction, canonical, verified, asked, step
    from events
    left join legs on legs.event_id = events.id
    where chain = ${there}
    order by id`);
  return rows;
}

async function lookupsOf(db: Database) {
  const { rows } = await db.execute<{ key: string; done: boolean; is_silent: boolean }>(sql`
    select key, done, next_at is null as is_silent from lookups order by key, event_id`);
  return rows;
}

const answer = {
  transaction: '0xtwo-4-0-call',
  block: 4,
  canonical: true,
  verified: false,
  asked: true,
  step: 'deliver',
};

const open = { key: keyOf(1), done: false, is_silent: false };
const done = { ...open, done: true };

test('what has not happened yet is asked for again, until it has', async () => {
  const { db, destination } = await aMessage();
  await vi.waitFor(() => expect(destination.questions.length).toBeGreaterThan(1), 8_000);
  expect(await lookupsOf(db)).toEqual([open]);
  destination.call(dataOf(1));
  await vi.waitFor(async () => expect(await answersOf(db)).toEqual([answer]), 8_000);
  expect(await lookupsOf(db)).toEqual([done]);
  const asked = destination.questions.length;
  await sleep(2_500);
  expect(destination.questions.length).toBe(asked);
});

test('an answer of a block that is newer than the stored head needs no second question', async () => {
  let held: Promise<void> | null = null;
  const { db, destination } = await aMessage((chain) => ({
    ...chain,
    head: async () => {
      await held;
      return chain.head();
    },
  }));
  let release = () => {};
  held = new Promise<void>((resolve) => {
    release = resolve;
  });
  onTestFinished(release);
  destination.call(dataOf(1));
  const asked = destination.questions.length;
  await vi.waitFor(() => expect(destination.questions.length).toBe(asked + 1), 8_000);
  await sleep(1_000);
  expect(await answersOf(db)).toEqual([]);
  release();
  await vi.waitFor(async () => expect(await answersOf(db)).toEqual([answer]), 8_000);
  expect(destination.questions.length).toBe(asked + 1);
});

test('a call that turns out to be another’s gives way to the view', async () => {
  const transaction = `state:0xd:${dataOf(1)}`;
  const { db, destination } = await aMessage((chain) => ({
    ...chain,
    lookUp: async (lookups) => {
      const answers = (await chain.lookUp?.(lookups)) ?? [];
      return answers.map(({ lookup, log }) => {
        const view = { ...log, at: { ...log.at, transaction } };
        return { lookup, log: { ...log, data: dataOf(7) }, view };
      });
    },
  }));
  destination.call(dataOf(1));
  await vi.waitFor(
    async () => expect(await answersOf(db)).toEqual([{ ...answer, transaction }]),
    8_000,
  );
  expect(await lookupsOf(db)).toEqual([done]);
});

test('an answer above a head that does not come is asked for again', async () => {
  const { db, destination } = await aMessage((chain) => ({
    ...chain,
    head: async () => {
      chain.lag(3);
      const head = await chain.head();
      chain.lag(undefined);
      return head;
    },
  }));
  destination.call(dataOf(1));
  const asked = destination.questions.length;
  await vi.waitFor(() => expect(destination.questions.length).toBe(asked + 2), 15_000);
  expect(await answersOf(db)).toEqual([]);
  expect(await lookupsOf(db)).toEqual([open]);
});

test('a reorg takes an answer back, and it is found again in another block', async () => {
  const { db, destination } = await aMessage();
  destination.call(dataOf(1));
  await vi.waitFor(async () => expect(await answersOf(db)).toEqual([answer]), 8_000);
  destination.reorg(2);
  destination.grow(1);
  await caughtUp(db, destination);
  const lost = { ...answer, canonical: false };
  await vi.waitFor(async () => expect(await answersOf(db)).toEqual([lost]), 8_000);
  expect(await lookupsOf(db)).toEqual([open]);
  destination.call(dataOf(1));
  const again = { ...answer, block: 6, transaction: '0xtwo-6-1-call' };
  await vi.waitFor(async () => expect(await answersOf(db)).toEqual([lost, again]), 8_000);
  expect(await lookupsOf(db)).toEqual([done]);
});

test('a leg that is taken back asks no more, and the one that comes for it does', async () => {
  const { db, origin, destination } = await aMessage();
  await vi.waitFor(() => expect(destination.questions.length).toBeGreaterThan(0), 8_000);
  origin.reorg(1);
  origin.grow(1);
  await caughtUp(db, origin);
  expect(await lookupsOf(db)).toEqual([{ ...open, is_silent: true }]);
  origin.reorg(2, 1);
  origin.grow(1);
  await caughtUp(db, origin);
  destination.call(dataOf(1));
  await vi.waitFor(async () => expect(await answersOf(db)).toEqual([answer]), 8_000);
});

test('an answer that is final is looked at again, wherever its block was read twice already', async () => {
  const { db, destination } = await aMessage();
  destination.call(dataOf(1));
  destination.grow(20);
  await vi.waitFor(
    async () => expect(await answersOf(db)).toEqual([{ ...answer, verified: true }]),
    10_000,
  );
});

test('an answer that the chain shows no more is taken back, and asked for again', async () => {
  let isGone = false;
  const { db, destination } = await aMessage((chain) => ({
    ...chain,
    lookAgain: async (answers) => (isGone ? [] : (chain.lookAgain?.(answers) ?? [])),
    lookUp: async (lookups) => {
      const found = await chain.lookUp?.(lookups);
      return isGone ? [] : (found ?? []);
    },
  }));
  destination.call(dataOf(1));
  await vi.waitFor(async () => expect(await answersOf(db)).toEqual([answer]), 8_000);
  isGone = true;
  destination.grow(20);
  const lost = { ...answer, canonical: false };
  await vi.waitFor(async () => expect(await answersOf(db)).toEqual([lost]), 10_000);
  expect(await lookupsOf(db)).toEqual([open]);
});

test('an answer that the chain shows elsewhere moves there, without a question', async () => {
  const { db, destination } = await aMessage((chain) => ({
    ...chain,
    lookAgain: async (answers) =>
      ((await chain.lookAgain?.(answers)) ?? []).map((log) => ({
        ...log,
        at: { ...log.at, transaction: '0xother' },
      })),
  }));
  destination.call(dataOf(1));
  await vi.waitFor(async () => expect(await answersOf(db)).toEqual([answer]), 8_000);
  const asked = destination.questions.length;
  destination.grow(20);
  const moved = [
    { ...answer, canonical: false },
    { ...answer, transaction: '0xother', verified: true },
  ];
  await vi.waitFor(async () => expect(await answersOf(db)).toEqual(moved), 10_000);
  await vi.waitFor(async () => expect(await lookupsOf(db)).toEqual([done]), 8_000);
  expect(destination.questions.length).toBe(asked);
});

test('an answer that is missing once, and not twice, stays', async () => {
  let looks = 0;
  const { db, destination } = await aMessage((chain) => ({
    ...chain,
    lookAgain: async (answers) => {
      looks += 1;
      return looks === 1 ? [] : ((await chain.lookAgain?.(answers)) ?? []);
    },
  }));
  destination.call(dataOf(1));
  destination.grow(20);
  await vi.waitFor(() => expect(looks).toBe(2), 8_000);
  await sleep(1_500);
  expect(await answersOf(db)).toEqual([answer]);
});

test('what a log answers is closed without a question', async () => {
  const connection = await createDatabase();
  const destination = simulateChain(there, 'two', recent());
  destination.grow(1, 1);
  const first = indexChains(connection, [destination], 0n, asking);
  await caughtUp(connection.db, destination);
  await first.stop();
  const origin = simulateChain(here, 'one', recent());
  origin.grow(1, 1);
  indexChains(connection, [origin, destination], 0n, asking);
  await vi.waitFor(async () => expect(await lookupsOf(connection.db)).toEqual([done]), 8_000);
  expect(destination.questions).toEqual([]);
});

test('a lookup that the chain cannot answer holds up no other', async () => {
  const { db, destination } = await aMessage(
    (chain) => ({
      ...chain,
      lookUp: async (lookups) => {
        if (lookups.some(({ key }) => key === keyOf(1))) {
          throw new MidflightError({
            code: 'rpc_malformed',
            message: 'No such contract.',
            recovery: 'Wait.',
          });
        }
        return (await chain.lookUp?.(lookups)) ?? [];
      },
    }),
    2,
  );
  destination.call(dataOf(2));
  await vi.waitFor(async () => expect(await answersOf(db)).toEqual([answer]), 10_000);
  expect(await lookupsOf(db)).toEqual([open, { ...done, key: keyOf(2) }]);
});

test('what awaits a chain that is not indexed waits', async () => {
  const connection = await createDatabase();
  const origin = simulateChain(here, 'one', recent());
  origin.grow(1, 1);
  indexChains(connection, [origin], 0n, asking);
  await caughtUp(connection.db, origin);
  expect(await lookupsOf(connection.db)).toEqual([open]);
});
