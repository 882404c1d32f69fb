import { describe, expect, test } from 'vitest';
import type { Hex, LogFilter, RawLog } from '../../core/raw-log.ts';
import {
  aChain,
  aLog,
  aNode,
  connect,
  emitter,
  failureOf,
  hashOf,
  hex,
  other,
  paid,
  sent,
  upper,
} from '../../test/evm-node.ts';
import { RpcFailure } from '../../test/json-rpc-server.ts';

const selector: Hex = '0x4b2b20e7';
const relayer: Hex = `0x${'4e'.repeat(20)}`;
const callee: Hex = `0x${'ca'.repeat(20)}`;
const transaction = hashOf('delivery');
const input: Hex = `${selector}${'ab'.repeat(32)}`;
const logs = [
  aLog({ block: 4n, index: 6, topics: [paid] }),
  aLog({ block: 4n, index: 7, transaction, topics: [paid] }),
  aLog({ block: 4n, index: 8, transaction }),
];
const shown = {
  hash: transaction,
  from: upper(relayer),
  to: upper(callee),
  input: upper(input),
  blockHash: hashOf(4n),
  blockNumber: hex(4),
};
const call = { from: relayer, to: callee, input };
const filter: LogFilter = {
  wanted: new Map([
    [emitter, [sent, paid, selector]],
    [other, [sent]],
  ]),
  receiptIndexTopics: [],
  callTopics: [sent],
};
const anywhere: LogFilter = { ...filter, anywhere: [selector] };
const range = { from: 1n, to: 15n };

describe.concurrent('the call of a transaction', () => {
  test('is asked for once, and is of the logs that need it', async () => {
    const { server, source } = await aSource(() => shown);
    const reading = await source.read(range, filter);
    expect(reading.logs.map((log) => [log.at.index, log.call])).toEqual([
      [6, undefined],
      [7, undefined],
      [8, call],
    ]);
    expect(server.count('eth_getTransactionByHash')).toBe(1);
  });

  const alone: RawLog = {
    emitter: callee,
    topics: [selector],
    data: `0x${'ab'.repeat(32)}`,
    ordinal: 0,
    receiptIndex: null,
    call,
    at: {
      chain: 'eip155:8453',
      blockNumber: 4n,
      blockHash: hashOf(4n),
      blockTime: 1_700_000_008,
      transaction,
      index: -1,
    },
  };

  test('stands before the logs of its transaction where its selector is wanted of anybody', async () => {
    const { source } = await aSource(() => shown);
    const reading = await source.read(range, anywhere);
    expect(reading.logs.map(({ at }) => at.index)).toEqual([6, -1, 7, 8]);
    expect(reading.logs[1]).toEqual(alone);
  });

  test('and where it is wanted of the contract that is called, of no other one', async () => {
    const of = async (to: Hex) => {
      const { source } = await aSource(() => ({ ...shown, to }));
      return (await source.read(range, filter)).logs.filter(({ at }) => at.index === -1);
    };
    expect(await of(emitter)).toMatchObject([{ emitter, topics: [selector] }]);
    expect(await of(other)).toEqual([]);
  });

  test.each<[string, Partial<Record<keyof typeof shown, Hex | null>>]>([
    ['makes a contract', { to: null }],
    ['only pays', { input: '0x' }],
  ])('that %s is no call of a function', async (_, strange) => {
    const { source } = await aSource(() => ({ ...shown, ...strange }));
    const reading = await source.read(range, anywhere);
    expect(reading.logs.map(({ at }) => at.index)).toEqual([6, 7, 8]);
    expect(reading.logs[2]?.call).toEqual({ ...call, ...strange });
  });

  test('that the node finds a moment later counts', async () => {
    let asked = 0;
    const { source, warnings } = await aSource(() => {
      asked += 1;
      return asked < 3 ? null : asked < 5 ? { ...shown, blockHash: null } : shown;
    });
    expect((await source.read(range, filter)).logs[2]?.call).toEqual(call);
    expect(warnings).toEqual([]);
  });

  test.each<[string, () => unknown]>([
    ['does not know the method', refuse(-32601, 'no such method')],
    ['never finds it', () => null],
    ['never finds its block', () => ({ ...shown, blockHash: null })],
    ['refuses', refuse(-32000, 'indexing is in progress')],
  ])('is left off, with one warning ever, where the node %s', async (_, answer) => {
    const { source, warnings } = await aSource(answer);
    for (let read = 0; read < 2; read += 1) {
      const reading = await source.read(range, anywhere);
      expect(reading.logs.map((log) => [log.at.index, log.call])).toEqual([
        [6, undefined],
        [7, undefined],
        [8, undefined],
      ]);
    }
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^base does not serve the transaction 0x/);
  });

  test.each<[string, object, string]>([
    ['of another block is a contradiction', { blockHash: hashOf('fork') }, 'rpc_contradiction'],
    ['of another hash is a contradiction', { hash: hashOf('other') }, 'rpc_contradiction'],
    ['without a sender is malformed', { from: undefined }, 'rpc_malformed'],
    ['with half a byte of input is malformed', { input: '0xabc' }, 'rpc_malformed'],
  ])('that is %s', async (_, strange, code) => {
    const { source } = await aSource(() => ({ ...shown, ...strange }));
    expect(await failureOf(source.read(range, filter))).toMatchObject({ code, isTransient: true });
  });
});

function refuse(code: number, message: string) {
  return () => {
    throw new RpcFailure(code, message);
  };
}

/** A node that says this of the transaction with two logs. */
async function aSource(answer: () => unknown) {
  const chain = aChain({ height: 20n, logs });
  const server = await aNode((method, params) =>
    method === 'eth_getTransactionByHash' ? answer() : chain(method, params),
  );
  return { server, ...(await connect([server.url])) };
}
