import { describe, expect, test } from 'vitest';
import type { RawLog } from '../../core/raw-log.ts';
import {
  filter,
  withReceipts,
  aChain,
  aLog,
  hex,
  hashOf,
  aNode,
  connect,
  failureOf,
} from '../../test/evm-node.ts';
import { RpcFailure } from '../../test/json-rpc-server.ts';

describe.concurrent('receipts', () => {
  const transaction = hashOf('payment');
  // The transaction stands last in its block: its logs 40 and 42 are the first and the third of its receipt.
  const logs = [40, 42].map((index) => aLog({ block: 4n, index, transaction }));
  const receipt = {
    blockHash: hashOf(4n),
    logs: [40, 41, 42].map((at) => ({ logIndex: hex(at) })),
  };
  const aNodeWith = (answer: () => unknown) => {
    const chain = aChain({ height: 20n, logs });
    return aNode((method, params) =>
      method === 'eth_getTransactionReceipt' ? answer() : chain(method, params),
    );
  };
  const indexes = (found: readonly RawLog[]) => found.map(({ receiptIndex }) => receiptIndex);

  test('receiptIndex is the place in the receipt, asked once for each transaction', async () => {
    const server = await aNodeWith(() => receipt);
    const { source } = await connect([server.url]);
    const reading = await source.read({ from: 1n, to: 15n }, withReceipts);
    expect(indexes(reading.logs)).toEqual([0, 2]);
    expect(server.count('eth_getTransactionReceipt')).toBe(1);
  });

  test('no receipt is asked for where no protocol wants its index', async () => {
    const server = await aNodeWith(() => receipt);
    const { source } = await connect([server.url]);
    const reading = await source.read({ from: 1n, to: 15n }, filter);
    expect(indexes(reading.logs)).toEqual([null, null]);
    expect(server.count('eth_getTransactionReceipt')).toBe(0);
  });

  test('a receipt that the node finds a moment later counts', async () => {
    let asked = 0;
    const server = await aNodeWith(() => ((asked += 1) < 3 ? null : receipt));
    const { source, warnings } = await connect([server.url]);
    const reading = await source.read({ from: 1n, to: 15n }, withReceipts);
    expect(indexes(reading.logs)).toEqual([0, 2]);
    expect(warnings).toEqual([]);
  });

  test.each<[string, () => unknown, number]>([
    [
      'does not know the method',
      () => {
        throw new RpcFailure(-32601, 'the method eth_getTransactionReceipt does not exist');
      },
      2,
    ],
    ['never finds the receipt', () => null, 16],
    [
      'says that it has not got the block',
      () => {
        throw new RpcFailure(-32000, 'header not found');
      },
      16,
    ],
  ])(
    'receiptIndex is null, with one warning ever, where the node %s',
    async (_, answer, askedTwice) => {
      const server = await aNodeWith(answer);
      const { source, warnings } = await connect([server.url]);
      const first = await source.read({ from: 1n, to: 15n }, withReceipts);
      const second = await source.read({ from: 1n, to: 15n }, withReceipts);
      expect([...indexes(first.logs), ...indexes(second.logs)]).toEqual([null, null, null, null]);
      expect(warnings).toEqual([
        `base does not serve the receipt of ${transaction}; its legs join by content instead`,
      ]);
      expect(server.count('eth_getTransactionReceipt')).toBe(askedTwice);
    },
  );

  test('a receipt of another block is a contradiction', async () => {
    const server = await aNodeWith(() => ({ ...receipt, blockHash: hashOf('fork') }));
    const { source } = await connect([server.url]);
    const failure = await failureOf(source.read({ from: 1n, to: 15n }, withReceipts));
    expect(failure).toMatchObject({ code: 'rpc_contradiction', isTransient: true });
  });
});
