import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { addOperations, anAlertWorld } from '../test/alert-world.ts';
import { here, there } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { writeTokens } from './tokens.ts';

const usdc = `0x${'a0'.repeat(20)}`;
const weth = `0x${'c0'.repeat(20)}`;
const mint = 'EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v';
const solana = 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp';

test('data teams see amounts in whole tokens: as events tell them, else as contracts do', async () => {
  const { db } = await createDatabase();
  await db.execute(sql`
    insert into tokens (chain, address) values
      (${here}, ${usdc}), (${there}, ${usdc}), (${here}, ${weth}), (${solana}, ${mint})`);
  await writeTokens(db, here, [
    { address: usdc, decimals: 6, symbol: 'USDC', reason: null },
    { address: weth, decimals: null, symbol: null, reason: 'decimals() reverts' },
  ]);
  await writeTokens(db, there, [{ address: usdc, decimals: 2, symbol: 'FAKE', reason: null }]);
  // Who had the chain before tells late that nothing answered.
  await writeTokens(db, there, [{ address: usdc, decimals: null, symbol: null, reason: 'silent' }]);
  await writeTokens(db, solana, [{ address: mint, decimals: 6, symbol: null, reason: 'none' }]);
  const abouts = {
    contract: [
      here,
      { sent: { token: usdc, amount: '1250000' }, received: { token: usdc, amount: '125' } },
    ],
    event: [here, { sent: { token: usdc, amount: '1250000', symbol: 'OWN', decimals: 3 } }],
    solana: [solana, { sent: { token: mint, amount: '5' } }],
    'upper case': [here, { sent: { token: usdc.replaceAll('a', 'A'), amount: '1250000' } }],
    unknown: [here, { sent: { token: weth, amount: '7' } }],
    symbol: [here, { sent: { token: 'axlUSDC', amount: '7' } }],
  };
  for (const [id, [chain, about]] of Object.entries(abouts)) {
    const leg = { step: 'send', at: { transaction: id, blockHash: id, index: 0 }, chain };
    await db.execute(sql`
      with event as (
        insert into events (chain, block_number, block_hash, block_time, transaction, log_index, emitter, topic0, data, ordinal, protocol, name)
        values (${chain}, 1, ${id}, now(), ${id}, 0, '0xc', '0x01', '', 0, 'route', 'Sent')
        returning id
      )
      insert into legs (event_id, protocol, step, role, about)
      select id, 'route', 'send', 'origin', ${JSON.stringify(about)}::jsonb from event`);
    await db.execute(sql`
      insert into operations (id, protocol, kind, status, stage, final, origin_chain, destination_chain, started_at, updated_at, version, body)
      values (${id}, 'route', 'message', 'pending', 'awaiting_origin', false, ${chain}, ${there}, now(), now(), 1,
        ${JSON.stringify({ about, legs: [leg], conflicts: [], specGaps: [] })}::jsonb)`);
  }
  const { rows } = await db.execute(sql`
    select operation_id as id, sent_symbol as symbol, sent_contract_symbol as contract_symbol, sent_raw as raw,
      sent_decimals as decimals, sent_amount as amount, sent_decimals_told_by as told_by,
      received_amount, received_decimals_told_by as received_by, received_contract_symbol as received_symbol
    from analytics_v1.operations order by id`);
  const nothing = { received_amount: null, received_by: null, received_symbol: null };
  const known = { decimals: 6, amount: '1.25', told_by: 'contract' };
  const open = { decimals: null, amount: null, told_by: null };
  const nameless = { symbol: null, contract_symbol: null };
  const named = { symbol: null, contract_symbol: 'USDC', raw: '1250000' };
  expect(rows).toEqual([
    {
      id: 'contract',
      ...named,
      ...known,
      received_amount: '1.25',
      received_by: 'contract',
      received_symbol: 'FAKE',
    },
    {
      id: 'event',
      symbol: 'OWN',
      contract_symbol: null,
      raw: '1250000',
      decimals: 3,
      amount: '1250',
      told_by: 'protocol',
      ...nothing,
    },
    { id: 'solana', ...nameless, raw: '5', ...known, amount: '0.000005', ...nothing },
    { id: 'symbol', ...nameless, raw: '7', ...open, ...nothing },
    { id: 'unknown', ...nameless, raw: '7', ...open, ...nothing },
    { id: 'upper case', ...named, ...known, ...nothing },
  ]);
  const { rows: legs } = await db.execute(sql`
    select operation_id as id, sent_token as token, sent_raw as raw, sent_decimals as decimals, sent_amount as amount, received_amount
    from analytics_v1.legs where operation_id in ('contract', 'event') order by id`);
  expect(legs).toEqual([
    {
      id: 'contract',
      token: usdc,
      raw: '1250000',
      decimals: 6,
      amount: '1.25',
      received_amount: '1.25',
    },
    {
      id: 'event',
      token: usdc,
      raw: '1250000',
      decimals: 3,
      amount: '1250',
      received_amount: null,
    },
  ]);
  const { rows: tokens } = await db.execute(sql`
    select chain, address, decimals, symbol, reason, attempts, next_at is null as is_known
    from analytics_v1.tokens where chain = ${here} order by address`);
  expect(tokens).toEqual([
    {
      chain: here,
      address: usdc,
      decimals: 6,
      symbol: 'USDC',
      reason: null,
      attempts: 1,
      is_known: true,
    },
    {
      chain: here,
      address: weth,
      decimals: null,
      symbol: null,
      reason: 'decimals() reverts',
      attempts: 1,
      is_known: false,
    },
  ]);
});

test('an alert says where the value is in whole tokens', async () => {
  const world = await anAlertWorld();
  await addOperations(world, ['route:a'], {
    body: {
      origin: { chain: here, name: 'here' },
      about: { sent: { token: usdc, amount: '1250000' } },
      conflicts: ['double_delivery'],
      assetLocation: { place: 'burned', chain: here, token: usdc, amount: '1250000' },
    },
  });
  await world.db.execute(sql`insert into tokens (chain, address) values (${here}, ${usdc})`);
  await writeTokens(world.db, here, [{ address: usdc, decimals: 6, symbol: 'USDC', reason: null }]);
  await world.pass(0);
  await world.pass(120);
  const said = `1.25 USDC (${usdc}) is burned at its origin, and not minted yet, on here.`;
  expect((await world.alerts()).map(({ rule, text }) => [rule, text.value])).toEqual([
    ['conflict', said],
    ['operation_stuck', said],
  ]);
});
