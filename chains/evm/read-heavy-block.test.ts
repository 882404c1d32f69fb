import { describe, expect, test } from 'vitest';
import type { LogFilter } from '../../core/raw-log.ts';
import {
  aChain,
  aLog,
  aNode,
  connect,
  filter,
  other,
  paid,
  rangesOf,
  sent,
  type LogQuery,
} from '../../test/evm-node.ts';
import { RpcFailure, type RpcHandler } from '../../test/json-rpc-server.ts';

// Block 7 has too many logs for one answer.
const logs = [
  aLog({ block: 3n }),
  aLog({ block: 7n, index: 0 }),
  aLog({ block: 7n, index: 1, topics: [paid] }),
  aLog({ block: 7n, index: 2, address: other, transaction: `0x${'77'.repeat(32)}` }),
  aLog({ block: 9n }),
];
const everything = ['3 0', '7 0', '7 1', '7 2', '9 0'];

describe.concurrent('a block that is too much for one answer', () => {
  test.each<[string, (query: LogQuery) => boolean]>([
    ['emitter by emitter', ({ address = [] }) => address.length > 1],
    ['topic by topic', ({ address = [], topics }) => address.length > 1 || topics[0].length > 1],
  ])('is read %s', async (_, isTooMuch) => {
    expect((await readWith(isTooMuch, {})).places).toEqual(everything);
  });

  test('is read from its receipts where even one topic is too much', async () => {
    const { places, server } = await readWith(() => true, { hasReceipts: true });
    expect(places).toEqual(everything);
    expect(server.count('eth_getBlockReceipts')).toBe(1);
  });

  test('is read receipt by receipt where a block has none of its own', async () => {
    const { places, server } = await readWith(() => true, { one: true });
    expect(places).toEqual(everything);
    expect(server.count('eth_getTransactionReceipt')).toBe(2);
  });

  test('is not read from receipts that lack what its bloom has', async () => {
    const chain = aChain({ height: 20n, logs, hasReceipts: true });
    const server = await aNode((method, params) => {
      if (method === 'eth_getBlockReceipts') return [];
      if (method === 'eth_getLogs' && covers7(params[0] as LogQuery)) throw tooMuch();
      return chain(method, params);
    });
    const { source } = await connect([server.url]);
    await expect(source.read({ from: 7n, to: 7n }, filter)).rejects.toMatchObject({
      code: 'rpc_contradiction',
      message: expect.stringContaining('its receipts do not make up its bloom') as string,
    });
  });

  test('is read topic by topic for what anybody emits', async () => {
    const anywhere = [sent, paid];
    const { places } = await readWith(
      ({ topics }) => topics[0].length > 1,
      {},
      { wanted: new Map(), receiptIndexTopics: [], anywhere },
    );
    expect(places).toEqual(everything);
  });

  test('does not keep the strides short', async () => {
    const { server, source } = await readWith(({ address = [] }) => address.length > 1, {});
    const before = rangesOf(server).length;
    for (let from = 8n; from <= 4_000n;)
      from = (await source.read({ from, to: 4_000n }, filter)).to + 1n;
    expect(rangesOf(server).length - before).toBeLessThan(25);
  });
});

const tooMuch = () => new RpcFailure(-32602, 'query returned more than 10000 results');

const covers7 = ({ fromBlock, toBlock, blockHash }: LogQuery) =>
  blockHash === undefined
    ? BigInt(fromBlock ?? 0) <= 7n && BigInt(toBlock ?? 0) >= 7n
    : blockHash === logs[1]?.blockHash;

/** Reads blocks 1 to 20 from a node that refuses some queries about block 7. */
async function readWith(
  isTooMuch: (query: LogQuery) => boolean,
  { hasReceipts = false, one = false }: { hasReceipts?: boolean; one?: boolean },
  wanted: LogFilter = filter,
) {
  const chain = aChain({ height: 4_000n, logs, hasReceipts });
  const handler: RpcHandler = (method, params) => {
    if (method === 'eth_getLogs') {
      const query = params[0] as LogQuery;
      if (covers7(query) && (query.fromBlock !== query.toBlock || isTooMuch(query)))
        throw tooMuch();
    }
    if (one && method === 'eth_getTransactionReceipt') {
      const own = logs.filter((log) => log.transactionHash === params[0]);
      return { blockHash: own[0]?.blockHash, logs: own };
    }
    return chain(method, params);
  };
  const server = await aNode(handler);
  const { source } = await connect([server.url]);
  const places: string[] = [];
  for (let from = 1n; from <= 20n;) {
    const reading = await source.read({ from, to: 20n }, wanted);
    places.push(...reading.logs.map(({ at }) => `${at.blockNumber} ${at.index}`));
    from = reading.to + 1n;
  }
  return { places, server, source };
}
