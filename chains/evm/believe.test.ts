import { describe, expect, test } from 'vitest';
import type { Hex } from '../../core/raw-log.ts';
import {
  aBlock,
  aChain,
  aLog,
  aNode,
  base,
  bloomOf,
  connect,
  emitter,
  failureOf,
  filter,
  hashOf,
  other,
  paid,
  sent,
  type ALog,
  type ChainParts,
} from '../../test/evm-node.ts';
import { RpcFailure, type JsonRpcServer, type RpcHandler } from '../../test/json-rpc-server.ts';
import type { ChainSource } from '../source.ts';

const logs = [3n, 5n, 5n].map((block, index) => aLog({ block, index }));
const range = { from: 1n, to: 6n };
const chain = { height: 6n, logs };

describe.concurrent('a linked reading', () => {
  test('has all headers, and costs one request where blooms and logs agree', async () => {
    const server = await aNode(aChain(chain));
    const { source } = await connect([server.url]);
    const before = server.posts.length;
    const reading = await source.read(range, filter, { linked: true });
    expect(reading.headers.map(({ number }) => number)).toEqual([1n, 2n, 3n, 4n, 5n, 6n]);
    expect(reading.parentHash).toBe(hashOf(0n));
    expect(reading.logs).toHaveLength(3);
    expect(server.posts.slice(before).map(({ batch }) => batch)).toEqual([7]);
  });

  test('reads at most 128 blocks at once', async () => {
    const server = await aNode(aChain({ height: 300n }));
    const { source } = await connect([server.url]);
    const reading = await source.read({ from: 1n, to: 300n }, filter, { linked: true });
    expect([reading.to, reading.headers.length]).toEqual([128n, 128]);
  });

  test('whose blocks do not stand on one another is a contradiction', async () => {
    const whole = aChain(chain);
    const server = await aNode((method, params) =>
      params[0] === '0x4' ? { ...aBlock(4n), parentHash: hashOf('fork') } : whole(method, params),
    );
    const { source } = await connect([server.url]);
    expect(await failureOf(source.read(range, filter, { linked: true }))).toMatchObject({
      code: 'rpc_contradiction',
      isTransient: true,
    });
  });
});

describe.concurrent('a node that leaves out logs', () => {
  const [first = logs[0], second] = logs;
  const gaps: [string, (ALog | undefined)[]][] = [
    ['all logs', []],
    ['the logs of one block', [first]],
    ['the logs of another block', logs.slice(1)],
  ];

  test.each(gaps)('%s: the second endpoint is asked, and its receipts decide', async (_, shown) => {
    const [lying, whole] = await twoNodes({ shown: known(shown) }, { hasReceipts: true });
    expect(await logsRead([lying, whole])).toEqual(['3 0', '5 1', '5 2']);
    expect(whole.count('eth_getBlockReceipts')).toBeGreaterThan(0);
  });

  test.each(gaps)(
    '%s: without receipts the second endpoint must say so twice',
    async (_, shown) => {
      const [lying, whole] = await twoNodes({ shown: known(shown) }, {});
      expect(await logsRead([lying, whole])).toEqual(['3 0', '5 1', '5 2']);
    },
  );

  test('by height is found out by hash where it is alone and has no receipts', async () => {
    const [whole, gappy] = [aChain(chain), aChain({ ...chain, shown: [] })];
    const alone = await aNode((method, params) => {
      const hasHash = method === 'eth_getLogs' && 'blockHash' in (params[0] as object);
      return (hasHash ? whole : gappy)(method, params);
    });
    expect(await logsRead([alone])).toEqual(['3 0', '5 1', '5 2']);
  });

  test('one of two in a block: the bloom does not tell, the pair is there', async () => {
    const [lying, whole] = await twoNodes(
      { shown: [first, second].flatMap((log) => log ?? []) },
      {},
    );
    expect(await logsRead([lying, whole])).toEqual(['3 0', '5 1']);
  });

  test('of one kind in a block that has another kind is found out', async () => {
    const kinds = [
      aLog({ block: 5n, index: 0 }),
      aLog({ block: 5n, index: 1, address: other, topics: [paid] }),
    ];
    const [lying, whole] = await twoNodes(
      { logs: kinds, shown: kinds.slice(0, 1) },
      { logs: kinds },
    );
    expect(await logsRead([lying, whole])).toEqual(['5 0', '5 1']);
  });

  test('does not take away what the first endpoint showed', async () => {
    // The bloom of block 5 says that `other` may have paid; it has not: the block is asked for at the second endpoint.
    const bloom = bloomOf([emitter, sent, other, paid]);
    const withMaybe = (parts: ChainParts) => bloomAt(5n, bloom, parts);
    const [whole, lying] = [await aNode(withMaybe({})), await aNode(withMaybe({ shown: [] }))];
    expect(await logsRead([whole, lying])).toEqual(['3 0', '5 1', '5 2']);
  });

  test('that differ each time end in a transient contradiction', async () => {
    const fickle = aChain(chain);
    let asked = 0;
    const server = await aNode((method, params) => {
      if (method !== 'eth_getLogs') return fickle(method, params);
      asked += 1;
      // One log the first time, another one the next.
      const log = logs[asked % 3];
      return log && 'blockHash' in (params[0] as object) && log.blockNumber === '0x5' ? [log] : [];
    });
    const { source } = await connect([server.url]);
    expect(await failureOf(source.read(range, filter, { linked: true }))).toMatchObject({
      code: 'rpc_contradiction',
      isTransient: true,
    });
  });
});

describe.concurrent('a bloom that says maybe', () => {
  const maybe = bloomOf([emitter, sent, other, paid]);

  test('costs one request more, and the logs are believed when they are the same again', async () => {
    const [first, second] = [
      await aNode(bloomAt(5n, maybe, {})),
      await aNode(bloomAt(5n, maybe, {})),
    ];
    const { source } = await connect([first.url, second.url]);
    const before = second.posts.length;
    const reading = await source.read(range, filter, { linked: true });
    expect(reading.logs).toHaveLength(3);
    expect(second.posts.slice(before).map(({ batch }) => batch)).toEqual([2]);
    expect(second.requests.at(-1)?.params).toMatchObject([{ blockHash: hashOf(5n) }]);
  });

  test.each([
    [-32_602, 'invalid params'],
    [-32_000, 'unknown block'],
    [-32_000, 'header not found'],
  ])(
    'is confirmed by the same endpoint where there is no other, by height if its hash gives %d %s',
    async (code, message) => {
      const maybeAt5 = bloomAt(5n, maybe, {});
      const server = await aNode((method, params) => {
        if (method === 'eth_getLogs' && 'blockHash' in (params[0] as object))
          throw new RpcFailure(code, message);
        return maybeAt5(method, params);
      });
      expect(await logsRead([server])).toEqual(['3 0', '5 1', '5 2']);
    },
  );

  // The first endpoint leaves the logs out by height, and has them by hash.
  const gappy: RpcHandler = (method, params) => {
    const hasHash = method === 'eth_getLogs' && 'blockHash' in (params[0] as object);
    return aChain({ ...chain, shown: hasHash ? logs : [] })(method, params);
  };

  test('is not confirmed by an endpoint that has not got the block', async () => {
    const first = await aNode(gappy);
    const behind = await aNode(aChain({ ...chain, height: 2n, shown: [] }));
    expect(await logsRead([first, behind])).toEqual(['3 0', '5 1', '5 2']);
  });

  test('is not confirmed by an endpoint on another fork', async () => {
    const first = await aNode(gappy);
    const fork = aChain({ ...chain, shown: [] });
    const stranger = await aNode((method, params) =>
      method === 'eth_getBlockByNumber' && params[0] !== 'latest'
        ? { ...aBlock(BigInt(String(params[0]))), hash: hashOf(`fork ${String(params[0])}`) }
        : fork(method, params),
    );
    expect(await logsRead([first, stranger])).toEqual(['3 0', '5 1', '5 2']);
  });
});

describe.concurrent('blooms that tell nothing', () => {
  const useless: [string, Hex | undefined][] = [
    ['are all zero though there are logs', `0x${'0'.repeat(512)}`],
    ['are all ones', `0x${'f'.repeat(512)}`],
    ['are absent', undefined],
    ['have another length', '0x00'],
  ];
  const warning =
    "The blooms of base's blocks tell nothing. Logs that its endpoints leave out are noticed only where there are two endpoints to compare.";

  const eight = Array.from({ length: 8 }, (_, index) => aLog({ block: BigInt(index) + 1n }));
  const long = { from: 1n, to: 8n };

  test.each(useless)('and %s in eight blocks are not used, with one warning', async (_, bloom) => {
    const server = await aNode(aChain({ height: 8n, logs: eight, bloom }));
    const { source, warnings } = await connect([server.url]);
    for (let read = 0; read < 2; read += 1) {
      expect((await source.read(long, filter, { linked: true })).logs).toHaveLength(8);
    }
    expect(warnings).toEqual([warning]);
    expect(server.count('eth_getLogs')).toBe(2);
  });

  test.each(useless)('and %s: two endpoints are compared, in one request', async (_, bloom) => {
    const [lying, whole] = await twoNodes({ shown: logs.slice(0, 1), bloom }, { bloom });
    const { source, warnings } = await connect([lying.url, whole.url]);
    // Both show such a block: that is enough.
    await source.read({ from: 3n, to: 3n }, filter, { linked: true });
    expect(warnings).toEqual([warning]);
    const before = whole.posts.length;
    expect(placesOf(await source.read(range, filter, { linked: true }))).toEqual([
      '3 0',
      '5 1',
      '5 2',
    ]);
    expect(whole.posts.slice(before)[0]).toMatchObject({ batch: 2 });
  });

  test.each(useless)('and %s at one endpoint, in one block, are used on', async (_, bloom) => {
    const at3 = bloomAt(3n, bloom, {});
    for (const urls of [
      [await aNode(at3)],
      [await aNode(at3), await aNode(aChain({ ...chain, hasReceipts: true }))],
    ]) {
      const { source, warnings } = await connect(urls.map(({ url }) => url));
      for (let read = 0; read < 10; read += 1) {
        expect((await source.read(range, filter, { linked: true })).logs).toHaveLength(3);
      }
      expect(warnings).toEqual([]);
    }
  });

  test('a good one begins the count anew', async () => {
    let bloom: Hex | undefined;
    const whole = aChain({ height: 20n });
    const server = await aNode((method, params) => {
      const answer = whole(method, params);
      if (method !== 'eth_getBlockByNumber' || params[0] === '0x8') return answer;
      return { ...(answer as object), logsBloom: bloom };
    });
    const { source, warnings } = await connect([server.url]);
    const read = (from: bigint, to: bigint) => source.read({ from, to }, filter, { linked: true });
    await read(1n, 7n);
    bloom = bloomOf([`0x${'99'.repeat(20)}`]);
    await read(9n, 9n);
    bloom = undefined;
    await read(10n, 16n);
    expect(warnings).toEqual([]);
    await read(17n, 17n);
    expect(warnings).toEqual([warning]);
  });

  test('a second endpoint that lags is not compared with', async () => {
    const parts = { ...chain, bloom: undefined };
    const [whole, behind] = [aChain(parts), aChain({ ...parts, height: 2n, logs: [] })];
    const [first, second] = [await aNode(whole), await aNode(behind)];
    const { source } = await connect([first.url, second.url]);
    for (const to of [2n, 6n]) {
      const reading = await source.read({ from: 1n, to }, filter, { linked: true });
      expect(reading.logs).toHaveLength(to === 2n ? 0 : 3);
    }
  });

  test('two endpoints that differ, and do not settle it, are a contradiction', async () => {
    const bloom = undefined;
    // Neither has what the other one has, and neither has receipts.
    const kinds = [aLog({ block: 5n, index: 0 }), aLog({ block: 5n, index: 1 })];
    const [left, right] = await twoNodes(
      { logs: kinds, shown: kinds.slice(0, 1), bloom },
      { logs: kinds, shown: kinds.slice(1), bloom },
    );
    const { source } = await connect([left.url, right.url]);
    await source.read({ from: 4n, to: 4n }, filter, { linked: true });
    const read = source.read(range, filter, { linked: true });
    expect(await failureOf(read)).toMatchObject({ code: 'rpc_contradiction', isTransient: true });
  });

  test('and deny a log that two answers show are not used any more', async () => {
    const [first, second] = await twoNodes(
      { bloom: bloomOf([other]) },
      { bloom: bloomOf([other]) },
    );
    const { source, warnings } = await connect([first.url, second.url]);
    expect(placesOf(await source.read(range, filter, { linked: true }))).toEqual([
      '3 0',
      '5 1',
      '5 2',
    ]);
    expect(warnings).toEqual([warning]);
  });
});

/** A chain whose block at a height has another bloom than its logs make. */
function bloomAt(height: bigint, logsBloom: Hex | undefined, parts: ChainParts): RpcHandler {
  const whole = aChain({ ...chain, ...parts });
  return (method, params) => {
    const answer = whole(method, params);
    const isIt = method === 'eth_getBlockByNumber' && params[0] === `0x${height.toString(16)}`;
    return isIt ? { ...(answer as object), logsBloom } : answer;
  };
}

const known = (found: readonly (ALog | undefined)[]): ALog[] => found.flatMap((log) => log ?? []);

async function twoNodes(
  first: ChainParts,
  second: ChainParts,
): Promise<[JsonRpcServer, JsonRpcServer]> {
  return [
    await aNode(aChain({ ...chain, ...first })),
    await aNode(aChain({ ...chain, ...second })),
  ];
}

const placesOf = ({ logs }: Awaited<ReturnType<ChainSource['read']>>) =>
  logs.map(({ at }) => `${at.blockNumber} ${at.index}`);

async function logsRead(servers: readonly JsonRpcServer[]): Promise<string[]> {
  const { source } = await connect(
    servers.map(({ url }) => url),
    base,
  );
  return placesOf(await source.read(range, filter, { linked: true }));
}
