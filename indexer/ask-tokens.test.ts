import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { expect, test, vi } from 'vitest';
import type { ChainSource } from '../chains/source.ts';
import { MidflightError } from '../core/errors.ts';
import type { TokenAnswer } from '../core/token.ts';
import type { Database } from '../db/pool.ts';
import { here, there } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { caughtUp, indexChains } from '../test/index-chains.ts';
import { simulateChain } from '../test/simulated-chain.ts';
import { createTokens } from './ask-tokens.ts';

const addressOf = (number: number) => `0x${number.toString(16).padStart(40, '0')}`;
const known: TokenAnswer = { decimals: 6, symbol: 'USDC', reason: null };
const none: TokenAnswer = { decimals: null, symbol: null, reason: 'decimals() reverts' };

/** A chain that is asked about as many tokens, and whoever asks it. */
async function aWorld(
  count: number,
  answer: (address: string, all: readonly string[]) => TokenAnswer,
) {
  const { db } = await createDatabase();
  await db.execute(sql`
    insert into tokens (chain, address, next_at)
    select ${here}, '0x' || lpad(to_hex(n), 40, '0'), now() - n * interval '1 second'
    from generate_series(1, ${count}) as n`);
  const asked: string[][] = [];
  // CAST: nothing else of it is used.
  const source = {
    definition: { id: here },
    tokens: async (addresses: readonly string[]) => {
      asked.push([...addresses].toSorted());
      return addresses.map((address) => answer(address, addresses));
    },
  } as unknown as ChainSource;
  const { take } = createTokens({ db, source, log: pino({ level: 'silent' }) });
  return { db, asked, take };
}

async function rowsOf(db: Database) {
  const { rows } = await db.execute(sql`
    select address, decimals, symbol, reason, attempts, next_at is null as is_done,
      round(extract(epoch from next_at - asked_at))::int as pause
    from tokens where chain = ${here} order by address`);
  return rows;
}

/** Makes all that waits due, as time would. */
const wait = (db: Database) =>
  db.execute(sql`update tokens set next_at = now() where next_at is not null`);

const fail = (code: string) => {
  throw new MidflightError({ code, message: 'No.', recovery: 'None.', isTransient: true });
};

test('a token is asked once; one that gives no sensible answer ever less often', async () => {
  const { db, asked, take } = await aWorld(2, (address) =>
    address === addressOf(1) ? known : none,
  );
  await db.execute(sql`insert into tokens (chain, address) values (${there}, ${addressOf(3)})`);
  await take();
  const told = { address: addressOf(1), ...known, attempts: 1, is_done: true, pause: null };
  const failed = { address: addressOf(2), ...none, is_done: false };
  expect(await rowsOf(db)).toEqual([told, { ...failed, attempts: 1, pause: 60 }]);
  await take();
  expect(asked).toEqual([[addressOf(1), addressOf(2)]]);
  const pauses = [];
  for (let round = 0; round < 6; round += 1) {
    await wait(db);
    await take();
    pauses.push((await rowsOf(db))[1]?.['pause']);
  }
  expect(pauses).toEqual([600, 6_000, 60_000, 600_000, 2_592_000, 2_592_000]);
  expect(asked.slice(1)).toEqual(Array.from({ length: 6 }, () => [addressOf(2)]));
});

test('one whose contract has changed its mind is known from then on', async () => {
  let answer = none;
  const { db, take } = await aWorld(1, () => answer);
  await take();
  answer = known;
  await wait(db);
  await take();
  expect(await rowsOf(db)).toEqual([
    { address: addressOf(1), ...known, attempts: 2, is_done: true, pause: null },
  ]);
});

test('a round asks about twenty at most: those that wait longest, and the newest', async () => {
  const { asked, take } = await aWorld(50, () => known);
  await take();
  const [first = []] = asked;
  const numbers = first.map((address) => Number(address));
  expect(numbers).toEqual([
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    10,
    ...Array.from({ length: 10 }, (_, n) => 41 + n),
  ]);
});

test.each(['rpc_refused', 'rpc_malformed'])(
  'one that keeps the others from being answered, by %s, is put off, and they are known',
  async (code) => {
    const { db, take } = await aWorld(3, (_, all) =>
      all.includes(addressOf(2)) ? fail(code) : known,
    );
    for (let round = 0; round < 4; round += 1) await take();
    expect((await rowsOf(db)).map(({ decimals, reason }) => [decimals, reason])).toEqual([
      [6, null],
      [null, 'the question is not answered'],
      [6, null],
    ]);
  },
);

test('after that, they are asked together again', async () => {
  const { db, asked, take } = await aWorld(3, (_, all) =>
    all.includes(addressOf(2)) ? fail('rpc_refused') : none,
  );
  for (let round = 0; round < 4; round += 1) await take();
  await db.execute(sql`delete from tokens where address = ${addressOf(2)}`);
  await wait(db);
  await take();
  expect(asked.at(-1)).toEqual([addressOf(1), addressOf(3)]);
});

test.each(['rpc_unreachable', 'rpc_budget_spent'])(
  'where it is the endpoints that fail, by %s, no token is put off',
  async (code) => {
    const { db, take } = await aWorld(1, () => fail(code));
    await expect(take()).rejects.toMatchObject({ code });
    await expect(take()).rejects.toMatchObject({ code });
    expect((await rowsOf(db)).map(({ attempts }) => attempts)).toEqual([0]);
  },
);

test('the indexer of a chain asks beside its other work, and a fault of its tokens holds up nothing', async () => {
  const connection = await createDatabase();
  const { db } = connection;
  const chain = simulateChain(here, 'one', { startTime: Math.floor(Date.now() / 1_000) - 60 });
  chain.grow(3);
  await db.execute(sql`insert into tokens (chain, address) values (${here}, ${addressOf(1)})`);
  let asked = 0;
  const tokens = async () => {
    asked += 1;
    if (asked === 1) fail('rpc_unreachable');
    return [known];
  };
  indexChains(connection, [{ ...chain, tokens }], 0n);
  await caughtUp(db, chain);
  await vi.waitFor(async () => expect(await rowsOf(db)).toMatchObject([known]), 20_000);
  expect(asked).toBe(2);
});
