import { describe, expect, test } from 'vitest';
import { base, aChain, timeOf, hashOf, aNode, connect, failureOf } from '../../test/evm-node.ts';
import {
  HttpFailure,
  RpcFailure,
  type RawAnswer,
  type RpcHandler,
} from '../../test/json-rpc-server.ts';

describe.concurrent('the head', () => {
  const tagged = (answer: () => unknown): RpcHandler => {
    const chain = aChain({ height: 20n });
    return (method, params) => (params[0] === 'safe' ? answer() : chain(method, params));
  };

  test('is the newest block with the heights of both tags', async () => {
    const server = await aNode(aChain({ height: 20n }));
    const { source, warnings } = await connect([server.url]);
    expect(await source.head()).toEqual({
      number: 20n,
      hash: hashOf(20n),
      parentHash: hashOf(19n),
      time: timeOf(20),
      safe: 18n,
      finalized: 10n,
    });
    expect(warnings).toEqual([]);
  });

  test('counts blocks where the chain has depths, and has no height below the first block', async () => {
    const server = await aNode(aChain({ height: 20n }));
    const finality = { safe: { depth: 8 }, finalized: { depth: 64 } };
    const { source } = await connect([server.url], { ...base, finality });
    expect(await source.head()).toMatchObject({ number: 20n, safe: 12n, finalized: null });
  });

  test.each<[string, () => unknown, string]>([
    ['answers null', () => null, 'base has no block with the tag safe'],
    [
      'has never heard of the tag',
      () => {
        throw new RpcFailure(-32602, 'invalid argument 0: hex string without 0x prefix');
      },
      'base did not answer eth_getBlockByNumber: invalid argument 0: hex string without 0x prefix',
    ],
    [
      'has no safe block',
      () => {
        throw new RpcFailure(-32000, 'safe block not found');
      },
      'base did not answer eth_getBlockByNumber: safe block not found',
    ],
  ])(
    'is without a safe height, with one warning ever, where the node %s',
    async (_, answer, why) => {
      const server = await aNode(tagged(answer));
      const { source, warnings } = await connect([server.url]);
      const heads = [await source.head(), await source.head()];
      expect(heads.map(({ safe, finalized }) => [safe, finalized])).toEqual([
        [null, 10n],
        [null, 10n],
      ]);
      expect(warnings).toEqual([
        `${why}. Until it serves the tag safe, nothing there passes that rule.`,
      ]);
    },
  );

  test.each<[string, RawAnswer]>([
    ['stays silent', 'hang'],
    ['closes the connection', 'reset'],
  ])('fails where the node %s: that is no lack of a tag', async (_, answer) => {
    let isOn = false;
    const server = await aNode(
      tagged(() => {
        if (isOn) throw new HttpFailure(answer);
        return aChain({ height: 20n })('eth_getBlockByNumber', ['safe']);
      }),
    );
    const { source, warnings } = await connect([], base, {
      endpoints: [{ url: server.url, timeoutMs: 2_000 }],
    });
    isOn = true;
    expect((await failureOf(source.head())).code).toBe('rpc_unreachable');
    expect(warnings.filter((warning) => warning.includes('tag'))).toEqual([]);
  });

  test('warns again when a tag that had come back goes missing once more', async () => {
    const chain = aChain({ height: 20n });
    let hasTag = false;
    const server = await aNode(
      tagged(() => (hasTag ? chain('eth_getBlockByNumber', ['safe']) : null)),
    );
    const { source, warnings } = await connect([server.url]);
    for (const has of [false, true, false]) {
      hasTag = has;
      await source.head();
    }
    expect(warnings).toHaveLength(2);
  });
});
