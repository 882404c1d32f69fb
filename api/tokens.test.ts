import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { writeTokens } from '../db/tokens.ts';
import type { Database } from '../db/pool.ts';
import { anApi } from '../test/an-api.ts';
import { here, there } from '../test/builders.ts';
import type { OperationAnswer } from './schemas/operation.ts';

const usdc = `0x${'a0'.repeat(20)}`;
const other = `0x${'a1'.repeat(20)}`;

/** The API's world, whose operation b has sent a token that no event tells the decimals of, and wants another one. */
async function aWorld() {
  const world = await anApi();
  const told = {
    origin: { chain: here, name: '1' },
    destination: { chain: there, name: '2' },
    assetLocation: { place: 'burned', chain: here, token: usdc, amount: '1250000' },
  };
  const about = {
    sent: { token: usdc, amount: '1250000' },
    wanted: { token: other, amount: '12', symbol: 'OWN', decimals: 1 },
    received: { token: 'axlUSDC', amount: '12' },
  };
  await world.db.execute(sql`
    update operations
    set body = body || ${JSON.stringify(told)}::jsonb || jsonb_build_object('about', body -> 'about' || ${JSON.stringify(about)}::jsonb)
    where id = 'route:b'`);
  await world.db.execute(sql`
    insert into tokens (chain, address) values (${here}, ${usdc}), (${there}, ${usdc}), (${there}, ${other})`);
  return world;
}

const answer = (db: Database, chain: typeof here, address: string, decimals: number | null) =>
  writeTokens(db, chain, [{ address, decimals, symbol: 'USDC', reason: null }]);

const unknown = {
  symbol: null,
  decimals: null,
  contractSymbol: null,
  decimalsToldBy: null,
  wholeAmount: null,
};
const byContract = {
  symbol: null,
  decimals: 6,
  contractSymbol: 'USDC',
  decimalsToldBy: 'contract',
  wholeAmount: '1.25',
};
const amounts = ({ sent, wanted, received, assetLocation }: OperationAnswer) => ({
  sent,
  wanted,
  received,
  assetLocation,
});
const located = { place: 'burned', chain: here, chainName: 'here', token: usdc, amount: '1250000' };

test('amounts are in whole tokens once the contract is known, wherever the operation is shown, and its ETag tells so', async () => {
  const { db, get, post } = await aWorld();
  // The same address on another chain is another token, and what an event tells wins over what a contract says.
  await answer(db, there, usdc, 2);
  await answer(db, there, other, 2);
  const before = await get<OperationAnswer>('/v1/operations/route:b');
  const list = await get<{ operations: OperationAnswer[] }>('/v1/operations');
  const asShown = {
    wanted: {
      token: other,
      amount: '12',
      symbol: 'OWN',
      decimals: 1,
      contractSymbol: null,
      decimalsToldBy: 'protocol',
      wholeAmount: '1.2',
    },
    received: { token: 'axlUSDC', amount: '12', ...unknown },
  };
  expect(amounts(before.body)).toEqual({
    ...asShown,
    sent: { token: usdc, amount: '1250000', ...unknown },
    assetLocation: { ...located, ...unknown },
  });
  await answer(db, here, usdc, 6);
  const shown = {
    ...asShown,
    sent: { token: usdc, amount: '1250000', ...byContract },
    assetLocation: { ...located, ...byContract },
  };
  const matching = (path: string, { headers }: { headers: Headers }) =>
    get<OperationAnswer>(path, { 'if-none-match': headers.get('etag') ?? '' });
  const after = await matching('/v1/operations/route:b', before);
  expect([after.status, amounts(after.body)]).toEqual([200, shown]);
  expect((await matching('/v1/operations/route:b', after)).status).toBe(304);
  const listed = await matching('/v1/operations', list);
  expect(listed.status).toBe(200);
  expect((await matching('/v1/operations', listed)).status).toBe(304);
  // A status, and all that was folded, is as it was.
  expect({ ...after.body, ...amounts(before.body) }).toEqual(before.body);

  const found = await get<{ matches: { operation: OperationAnswer }[] }>('/v1/lookup?key=route:b');
  const many = await post<{ results: { matches: { operation: OperationAnswer }[] }[] }>(
    '/v1/lookup',
    { ids: ['route:b'] },
  );
  expect(
    [...found.body.matches, ...(many.body.results[0]?.matches ?? [])].map(({ operation }) =>
      amounts(operation),
    ),
  ).toEqual([shown, shown]);
});

test('a contract that gave no decimals changes nothing', async () => {
  const { db, get } = await aWorld();
  const before = await get<OperationAnswer>('/v1/operations/route:b');
  await answer(db, here, usdc, null);
  const after = await get<OperationAnswer>('/v1/operations/route:b');
  expect([after.body, after.headers.get('etag')]).toEqual([
    before.body,
    before.headers.get('etag'),
  ]);
});
