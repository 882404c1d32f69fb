import { describe, expect, test } from 'vitest';
import {
  aChain,
  aLog,
  aNode,
  connect,
  failureOf,
  filter,
  type ChainParts,
} from '../../test/evm-node.ts';
import { HttpFailure, type JsonRpcServer, type RpcHandler } from '../../test/json-rpc-server.ts';
import type { Hex } from '../../core/raw-log.ts';
import type { ReadOptions } from '../source.ts';

// The first endpoint's index of logs has a gap: it leaves them out by height and by hash, however often it is asked.

const logs = [3n, 5n, 5n].map((block, index) => aLog({ block, index }));
const chain: ChainParts = { height: 10n, logs };
const gappy: ChainParts = { ...chain, shown: [] };
const everything = ['3 0', '5 1', '5 2'];

describe.concurrent('a node with a gap', () => {
  test('is found out by its receipts while the second endpoint is down', async () => {
    const { read, first } = await aPair({ ...gappy, hasReceipts: true });
    expect(await read({})).toEqual(everything);
    expect(await read({ again: true })).toEqual(everything);
    expect(first.count('eth_getBlockReceipts')).toBe(4);
  });

  test('is found out by its receipts where it is alone, in one request for each block', async () => {
    const node = await aNode(aChain({ ...gappy, hasReceipts: true }));
    const { source } = await connect([node.url]);
    const before = node.requests.length;
    const reading = await source.read({ from: 1n, to: 10n }, filter, { linked: true });
    expect(reading.logs).toHaveLength(3);
    // Eleven for the reading, and one for each of the two blocks that are doubted.
    expect(node.requests.length - before).toBe(11 + 2);
  });

  test('is believed where it is alone and has no receipts, or none that make up the bloom', async () => {
    const whole = aChain(gappy);
    const withoutLogs: RpcHandler = (method, params) =>
      method === 'eth_getBlockReceipts' ? [] : whole(method, params);
    for (const handler of [whole, withoutLogs]) {
      const { source } = await connect([(await aNode(handler)).url]);
      for (const again of [false, true]) {
        const options = { linked: true, again };
        expect((await source.read({ from: 1n, to: 10n }, filter, options)).logs).toEqual([]);
      }
    }
  });

  test.each<[string, Hex | undefined]>([
    ['all zero', `0x${'00'.repeat(256)}`],
    ['all ones', `0x${'ff'.repeat(256)}`],
    ['absent', undefined],
  ])('shows what it does show, where blooms are %s and its receipts empty', async (_, bloom) => {
    const whole = aChain({ ...chain, bloom });
    const { source } = await connect([
      (
        await aNode((method, params) =>
          method === 'eth_getBlockReceipts' ? [] : whole(method, params),
        )
      ).url,
    ]);
    for (const again of [false, true]) {
      const reading = await source.read({ from: 1n, to: 10n }, filter, { linked: true, again });
      expect(reading.logs).toHaveLength(3);
    }
  });

  test.each<[string, ChainParts]>([
    ['whose blooms tell', {}],
    ['without blooms', { bloom: undefined }],
  ])(
    'and without receipts, on a chain %s, does not confirm itself at a second look while another endpoint is down',
    async (_, parts) => {
      const { read, second, ...rest } = await aPair({ ...gappy, ...parts }, { ...chain, ...parts });
      const missed = await read({});
      expect(missed).toEqual([]);
      expect(await failureOf(read({ again: true }))).toMatchObject({
        code: 'rpc_contradiction',
        isTransient: true,
      });
      rest.mend();
      expect(await read({ again: true })).toEqual(everything);
      expect(second.count('eth_getLogs')).toBeGreaterThan(0);
    },
  );

  test('does not confirm itself where the other endpoint showed more, and was not settled', async () => {
    let asked = 0;
    const whole = aChain(chain);
    const fickle: RpcHandler = (method, params) => {
      if (method !== 'eth_getLogs') return whole(method, params);
      asked += 1;
      return asked % 2 === 1 ? whole(method, params) : [];
    };
    const [first, second] = [await aNode(aChain(gappy)), await aNode(fickle)];
    const { source } = await connect([first.url, second.url]);
    const reading = await source.read({ from: 3n, to: 3n }, filter, { linked: true });
    expect(reading.logs).toHaveLength(1);
  });
});

/** Two endpoints, of which the second one is down until it is mended. */
async function aPair(one: ChainParts, two: ChainParts = chain) {
  let isDown = false;
  const whole = aChain(two);
  const first = await aNode(aChain(one));
  const second: JsonRpcServer = await aNode((method, params) => {
    if (isDown) throw new HttpFailure({ status: 502, body: 'Bad Gateway' });
    return whole(method, params);
  });
  const { source, clock } = await connect([first.url, second.url]);
  isDown = true;
  const read = async (options: ReadOptions) => {
    const reading = await source.read({ from: 1n, to: 10n }, filter, { linked: true, ...options });
    return reading.logs.map(({ at }) => `${at.blockNumber} ${at.index}`);
  };
  const mend = () => {
    isDown = false;
    clock.skip(120_000);
  };
  return { read, first, second, mend };
}
