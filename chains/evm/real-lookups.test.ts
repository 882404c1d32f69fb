import { concat, encodeFunctionData, parseAbi, toFunctionSelector, type Hex } from 'viem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Lookup } from '../../core/lookup.ts';
import { startAnvil, type Anvil } from '../../demo/anvil.ts';
import { connect } from '../../test/evm-node.ts';

// The states, calls and logs of a node that nobody here wrote.

const abi = parseAbi([
  'function deliver(uint256 id, bool isLoud)',
  'function receipts(uint256 id)',
]);
const deliver = toFunctionSelector(abi[0]);
const topic: Hex = `0x${'70'.repeat(32)}`;
const contract: Hex = `0x${'c0'.repeat(20)}`;
/**
 * `deliver` sets the slot of an id once and reverts from then on, and logs the topic if it is loud. Any other call is taken for
 * the view `receipts`, which reads the slot. The number before each line is where the line begins.
 */
const code = concat([
  /* 00 */ '0x5f3560e01c', //                PUSH0 CALLDATALOAD PUSH1 e0 SHR
  /* 05 */ '0x63',
  deliver,
  '0x14601857', // PUSH4 EQ PUSH1 18 JUMPI
  /* 0e */ '0x600435545f5260205ff3', //      PUSH1 4 CALLDATALOAD SLOAD PUSH0 MSTORE PUSH1 20 PUSH0 RETURN
  /* 18 */ '0x5b6004358054605257', //        JUMPDEST PUSH1 4 CALLDATALOAD DUP1 SLOAD PUSH1 52 JUMPI
  /* 21 */ '0x60019055', //                  PUSH1 1 SWAP1 SSTORE
  /* 25 */ '0x60243515605057', //            PUSH1 24 CALLDATALOAD ISZERO PUSH1 50 JUMPI
  /* 2c */ '0x7f',
  topic,
  '0x5f5fa1', //     PUSH32 PUSH0 PUSH0 LOG1
  /* 50 */ '0x5b00', //                      JUMPDEST STOP
  /* 52 */ '0x5b5f5ffd', //                  JUMPDEST PUSH0 PUSH0 REVERT
]);

let anvil: Anvil;
let accounts: Hex[];

beforeAll(async () => {
  // It mines when it is told to.
  anvil = await startAnvil({ chainId: 8453, blockTimeSeconds: 1_000 });
  accounts = await ask<Hex[]>('eth_accounts');
  await ask('anvil_setCode', contract, code);
});
afterAll(() => anvil.stop());

test('a delivery without a log is found, stands, and is gone with its block', async () => {
  const { source, warnings } = await connect([anvil.url]);
  await ask('anvil_mine', '0x5');
  expect(await source.lookUp([lookupOf(1), lookupOf(2)])).toEqual([]);
  const first = await send(1, accounts[0]);
  // Somebody else tries the same in the same block, and fails.
  await send(1, accounts[1]);
  const other = await send(2, accounts[0]);
  await ask('anvil_mine', '0x1');
  await ask('anvil_mine', '0x190');

  const again = await connect([anvil.url]);
  for (const each of [source, again.source]) {
    const answers = await each.lookUp([lookupOf(1), lookupOf(2), lookupOf(3)]);
    expect(answers.map(({ lookup, log }) => [lookup.key, log])).toEqual([
      ['1', callOf(1, await positionOf(first))],
      ['2', callOf(2, await positionOf(other))],
    ]);
    const logs = answers.map(({ log }) => log);
    expect(await each.lookAgain(logs)).toEqual(logs);
  }
  expect(warnings).toEqual([]);

  const logs = (await source.lookUp([lookupOf(1)])).map(({ log }) => log);
  await ask('anvil_rollback', 402);
  await ask('anvil_dropAllTransactions');
  await ask('anvil_mine', '0x195');
  expect(await source.lookAgain(logs)).toEqual([]);
  expect(await source.lookUp([lookupOf(1)])).toEqual([]);
});

test('a call is read with the log of its transaction', async () => {
  const { source } = await connect([anvil.url]);
  const hash = await send(7, accounts[0], true);
  await ask('anvil_mine', '0x1');
  const at = await positionOf(hash);
  const range = { from: at.blockNumber - 2n, to: at.blockNumber };
  const filter = {
    wanted: new Map([[accounts[5] ?? '', [topic]]]),
    receiptIndexTopics: [],
    anywhere: [topic, deliver],
    callTopics: [topic],
  };
  const call = callOf(7, at, true);
  const reading = await source.read(range, filter, { linked: true });
  expect(reading.logs).toMatchObject([
    { emitter: contract, topics: [deliver], data: call.data, call: call.call, at },
    { emitter: contract, topics: [topic], data: '0x', call: call.call, at: { ...at, index: 0 } },
  ]);
});

const inputOf = (id: number, isLoud: boolean): Hex =>
  encodeFunctionData({ abi, functionName: 'deliver', args: [BigInt(id), isLoud] });

function lookupOf(id: number): Lookup {
  const data = encodeFunctionData({ abi, functionName: 'receipts', args: [BigInt(id)] });
  return {
    chain: 'eip155:8453',
    key: String(id),
    step: 'deliver',
    view: { to: contract, data },
    callee: contract,
    marks: [`0x${data.slice(10)}`],
    since: 0,
  };
}

const callOf = (id: number, at: object, isLoud = false) => ({
  emitter: contract,
  topics: [deliver],
  data: `0x${inputOf(id, isLoud).slice(10)}`,
  ordinal: 0,
  receiptIndex: null,
  isAsked: true,
  call: { from: accounts[0], to: contract, input: inputOf(id, isLoud) },
  at,
});

async function positionOf(transaction: Hex) {
  const receipt = await ask<{ blockHash: Hex }>('eth_getTransactionReceipt', transaction);
  const block = await ask<{ number: Hex; timestamp: Hex }>(
    'eth_getBlockByHash',
    receipt.blockHash,
    false,
  );
  return {
    chain: 'eip155:8453',
    blockNumber: BigInt(block.number),
    blockHash: receipt.blockHash,
    blockTime: Number(block.timestamp),
    transaction,
    index: -1,
  };
}

const send = (id: number, from: Hex | undefined, isLoud = false): Promise<Hex> =>
  ask('eth_sendTransaction', { from, to: contract, data: inputOf(id, isLoud), gas: '0x30000' });

async function ask<T>(method: string, ...params: unknown[]): Promise<T> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(anvil.url, { method: 'POST', headers, body });
  // CAST: what anvil answers to this method.
  return ((await response.json()) as { result: T }).result;
}
