import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { About } from '../core/leg.ts';
import type { Database } from '../db/pool.ts';
import { aLeg, here, route, there } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { correlateAll, ingestLegs, registerRoute, rollBackTo } from '../test/world-in-database.ts';
import { tokenJob } from './token-job.ts';

const usdc = `0x${'a0'.repeat(20)}`;
const weth = `0x${'c0'.repeat(20)}`;
const dai = `0x${'6b'.repeat(20)}`;

const run = (db: Database) =>
  tokenJob.run(
    {},
    {
      db,
      rules: new Map([['route', route]]),
      log: pino({ level: 'silent' }),
      signal: new AbortController().signal,
      ring: async () => {},
    },
  );

async function tokensOf(db: Database) {
  const { rows } = await db.execute(sql`
    select chain, address, attempts, next_at <= now() as is_due from tokens order by chain, address`);
  return rows;
}
const due = (chain: string, address: string) => ({ chain, address, attempts: 0, is_due: true });

const ends: About = {
  origin: { chain: here, name: 'here' },
  destination: { chain: there, name: 'there' },
};
/** Sends of operations, each of which tells something, in one block. */
const sends = (block: number, ...abouts: About[]) =>
  abouts.map((about, index) => ({
    ...aLeg({ step: 'send', block, id: `${block}-${index}`, index }),
    about: { ...ends, ...about },
  }));

async function aWorld() {
  const { db } = await createDatabase();
  await registerRoute(db);
  return db;
}

test('tokens are named once, each on the chain of its end, and only where no event tells their decimals', async () => {
  const db = await aWorld();
  const legs = sends(
    8,
    { sent: { token: usdc, amount: '1' }, wanted: { token: weth, amount: '1' } },
    { sent: { token: usdc.toUpperCase().replace('X', 'x'), amount: '2' } },
    { sent: { token: dai, amount: '1', decimals: 18 } },
    { sent: { token: 'axlUSDC', amount: '1' }, received: { token: dai, amount: '1' } },
    { sent: { amount: '1' } },
  );
  await ingestLegs(db, { chain: here, legs, to: 10 });
  await correlateAll(db);
  await run(db);
  expect(await tokensOf(db)).toEqual([due(here, usdc), due(there, dai), due(there, weth)]);
});

test('what is found is found in what has changed, and nothing is asked again for it', async () => {
  const db = await aWorld();
  const sent = { token: usdc, amount: '1' };
  await ingestLegs(db, { chain: here, legs: sends(8, { sent }), to: 10 });
  await correlateAll(db);
  await run(db);
  await db.execute(sql`update tokens set decimals = 6, symbol = 'USDC', next_at = null`);
  const legs = sends(12, { sent, wanted: { token: dai, amount: '1' } });
  await ingestLegs(db, { chain: here, legs, to: 13 });
  await correlateAll(db);
  // Of what was looked at before, nothing is looked at again.
  await db.execute(sql`update operations set body = '{}' where id like '%8-0'`);
  await run(db);
  expect(await tokensOf(db)).toEqual([{ ...due(here, usdc), is_due: null }, due(there, dai)]);
});

test('a reorg takes the operation back, and leaves the token that it named', async () => {
  const db = await aWorld();
  const legs = sends(8, { sent: { token: usdc, amount: '1' } });
  await ingestLegs(db, { chain: here, legs, to: 8 });
  await correlateAll(db);
  await run(db);
  await rollBackTo(db, here, 7);
  await correlateAll(db);
  await run(db);
  expect(await tokensOf(db)).toEqual([due(here, usdc)]);
});
