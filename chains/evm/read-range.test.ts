import { describe, expect, test } from 'vitest';
import {
  emitter,
  other,
  sent,
  paid,
  filter,
  aChain,
  aClock,
  aLog,
  base,
  upper,
  timeOf,
  hashOf,
  aNode,
  connect,
  readAll,
  isGapless,
  lengthOf,
  rangesOf,
  failureOf,
} from '../../test/evm-node.ts';
import { HttpFailure, RpcFailure } from '../../test/json-rpc-server.ts';

describe.concurrent('reading', () => {
  const height = 12_000n;
  const blocks = [1n, 1_250n, 2_500n, 2_501n, 5_000n, 5_001n, 9_999n, height];
  const logs = blocks.map((block) => aLog({ block }));
  const limits: [string, () => unknown][] = [
    ['-32005', () => new RpcFailure(-32005, 'query returned more than 10000 results')],
    ['-32602', () => new RpcFailure(-32602, 'query returned more than 10000 results')],
    ['HTTP 413', () => new HttpFailure({ status: 413, body: 'Request Entity Too Large' })],
    ['-32005 and no more than that', () => new RpcFailure(-32005, 'limit exceeded')],
  ];

  test.each(limits)(
    'a range refused with %s shrinks until it passes, and no block is skipped or doubled',
    async (_, refusal) => {
      const chain = aChain({ height, logs });
      const server = await aNode((method, params) => {
        if (method === 'eth_getLogs' && lengthOf(params) > 2_000n) throw refusal();
        return chain(method, params);
      });
      const { source } = await connect([server.url]);
      const { ranges, read } = await readAll(source, height);
      expect(isGapless(ranges, height)).toBe(true);
      expect(read.map(({ at }) => at.blockNumber)).toEqual(blocks);
    },
  );

  test('a range whose answer is over 10 MB shrinks until it passes', async () => {
    const heavy = [2n, 300n].map((block) => aLog({ block, data: `0x${'00'.repeat(3_000_000)}` }));
    const server = await aNode(aChain({ height: 5_000n, logs: heavy }));
    const { source } = await connect([server.url]);
    const { ranges, read } = await readAll(source, 5_000n);
    expect(ranges[0]).toEqual({ from: 1n, to: 250n });
    expect(isGapless(ranges, 5_000n)).toBe(true);
    expect(read.map(({ at }) => at.blockNumber)).toEqual([2n, 300n]);
  });

  test('a range that had shrunk grows again, and no block is skipped or doubled', async () => {
    let limit = 3n;
    const chain = aChain({ height: 60_000n });
    const server = await aNode((method, params) => {
      if (method === 'eth_getLogs' && lengthOf(params) > limit)
        throw new RpcFailure(-32602, 'query returned more than 10000 results');
      return chain(method, params);
    });
    const { source } = await connect([server.url]);
    await source.read({ from: 1n, to: 12n }, filter);
    limit = 100_000n;
    const { ranges } = await readAll(source, 60_000n);
    const lengths = ranges.map(({ from, to }) => Number(to - from + 1n));
    expect(isGapless(ranges, 60_000n)).toBe(true);
    expect(lengths[0]).toBeLessThan(10);
    expect(Math.max(...lengths)).toBeGreaterThan(1_000);
  });

  test('a single block that is refused in every way ends in a transient error', async () => {
    const chain = aChain({ height: 20n, logs: [aLog({ block: 7n })] });
    const server = await aNode((method, params) => {
      if (method === 'eth_getLogs')
        throw new RpcFailure(-32602, 'query returned more than 10000 results');
      return chain(method, params);
    });
    const { source } = await connect([server.url]);
    expect(await failureOf(source.read({ from: 7n, to: 8n }, filter))).toEqual({
      code: 'rpc_refused',
      message: 'base did not answer eth_getLogs: query returned more than 10000 results.',
      recovery: 'It is asked again; if this lasts, check the RPC endpoint or add another one.',
      isTransient: true,
    });
  });

  test.each<[string, () => unknown]>([
    ['HTTP 429', () => new HttpFailure({ status: 429, body: '{"error":"Too Many Requests"}' })],
    [
      'HTTP 429 with an RPC error',
      () =>
        new HttpFailure({
          status: 429,
          body: '{"jsonrpc":"2.0","id":1,"error":{"code":-32005,"message":"Too Many Requests"}}',
        }),
    ],
    ['-32005', () => new RpcFailure(-32005, 'daily request count exceeded, request rate limited')],
    ['code 429', () => new RpcFailure(429, 'compute units per second exceeded')],
    ['-32016', () => new RpcFailure(-32016, 'over rate limit')],
    ['-32012', () => new RpcFailure(-32012, 'backend is over capacity')],
    ['-32024', () => new RpcFailure(-32024, 'too many requests')],
    ['-32029', () => new RpcFailure(-32029, 'Too many requests')],
    ['-32097', () => new RpcFailure(-32097, "You've exceeded the RPS limit of the plan")],
    ['-32000', () => new RpcFailure(-32000, 'rate limit exceeded')],
    ['-32603', () => new RpcFailure(-32603, 'more than 25 calls per second')],
  ])('a rate limit told by %s does not shrink the range: that would ask more', async (_, limit) => {
    const chain = aChain({ height: 4_000n });
    const server = await aNode((method, params) => {
      if (method === 'eth_getLogs') throw limit();
      return chain(method, params);
    });
    const { source } = await connect([server.url]);
    const failure = await failureOf(source.read({ from: 1n, to: 400n }, filter));
    expect({ ...failure, ranges: rangesOf(server) }).toMatchObject({
      code: 'rpc_unreachable',
      isTransient: true,
      ranges: ['0x1 0x190'],
    });
    expect(source.endpoints()).toMatchObject([{ isHealthy: false }]);
  });

  test('what may be a rate limit or too large an answer is asked for less, after a second', async () => {
    const chain = aChain({ height: 4_000n });
    const clock = aClock();
    let until = Infinity;
    const server = await aNode((method, params) => {
      if (method !== 'eth_getLogs' || clock.now() >= until) return chain(method, params);
      until = clock.now() + 500;
      throw new RpcFailure(-32005, 'limit exceeded');
    });
    const { source } = await connect([server.url], base, { clock });
    expect((await source.read({ from: 1n, to: 400n }, filter)).to).toBe(200n);
    expect(rangesOf(server)).toEqual(['0x1 0x190', '0x1 0xc8']);
  });

  test('a call that is not for logs and is over a limit that is not named is asked too often', async () => {
    const chain = aChain({ height: 20n });
    const server = await aNode((method, params) => {
      if (params[0] === '0x7') throw new RpcFailure(-32005, 'limit exceeded');
      return chain(method, params);
    });
    const { source } = await connect([server.url]);
    expect(await failureOf(source.headers([7n]))).toMatchObject({ code: 'rpc_unreachable' });
    expect(source.endpoints()).toMatchObject([{ isHealthy: false }]);
  });

  test('a range whose last block the node lacks is not believed to be empty', async () => {
    const chain = aChain({ height: 20n });
    const server = await aNode(chain);
    const { source } = await connect([server.url]);
    const failure = await failureOf(source.read({ from: 15n, to: 21n }, filter));
    expect(failure).toMatchObject({ code: 'rpc_malformed', isTransient: true });
  });

  test('a header of another height than was asked for is not believed', async () => {
    const chain = aChain({ height: 20n });
    const server = await aNode((method, params) =>
      method === 'eth_getBlockByNumber' && params[0] === '0xf'
        ? chain(method, ['0xe'])
        : chain(method, params),
    );
    const { source } = await connect([server.url]);
    const reads = [() => source.read({ from: 1n, to: 15n }, filter), () => source.headers([15n])];
    for (const read of reads) {
      expect(await failureOf(read())).toMatchObject({
        code: 'rpc_contradiction',
        isTransient: true,
      });
    }
  });

  test.each([
    ['the last block', 15n],
    ['a block whose time was asked for', 9n],
  ])('a log of another fork than the header of %s is a contradiction', async (_, block) => {
    const fork = aLog({ block, blockTimestamp: undefined, blockHash: hashOf('fork') });
    const server = await aNode(aChain({ height: 20n, logs: [fork] }));
    const { source } = await connect([server.url]);
    expect(await failureOf(source.read({ from: 1n, to: 15n }, filter))).toEqual({
      code: 'rpc_contradiction',
      message: `base gave answers about block ${block} that contradict each other.`,
      recovery: 'It is read again: a reorg was going on, or the endpoints are on different forks.',
      isTransient: true,
    });
  });

  test('block times come from the headers where the logs do not tell them', async () => {
    const untimed = [3n, 3n, 9n].map((block, index) =>
      aLog({ block, index, blockTimestamp: undefined }),
    );
    const server = await aNode(aChain({ height: 20n, logs: untimed }));
    const { source } = await connect([server.url]);
    const reading = await source.read({ from: 1n, to: 15n }, filter);
    expect({
      times: reading.logs.map(({ at }) => at.blockTime),
      headers: reading.headers.map(({ number }) => number),
      asked: server.count('eth_getBlockByNumber'),
    }).toEqual({ times: [3, 3, 9].map(timeOf), headers: [3n, 9n, 15n], asked: 3 });
  });

  test('a log that a node shows twice is read once', async () => {
    const server = await aNode(
      aChain({ height: 20n, logs: [3n, 3n].map((block) => aLog({ block })) }),
    );
    const { source } = await connect([server.url]);
    expect((await source.read({ from: 1n, to: 15n }, filter)).logs).toHaveLength(1);
  });

  test('block times that the logs tell are not asked for', async () => {
    const server = await aNode(aChain({ height: 20n, logs: [aLog({ block: 3n })] }));
    const { source } = await connect([server.url]);
    const reading = await source.read({ from: 1n, to: 15n }, filter);
    expect(reading.logs.map(({ at }) => at.blockTime)).toEqual([timeOf(3)]);
    expect(reading.headers.map(({ number }) => number)).toEqual([15n]);
  });

  test('logs come in the order of the chain, in lower case', async () => {
    const mixed = [
      aLog({ block: 9n, index: 11, address: upper(emitter), topics: [upper(sent)] }),
      aLog({ block: 9n, index: 2 }),
      aLog({ block: 4n, index: 30 }),
    ];
    const server = await aNode(aChain({ height: 20n, logs: mixed }));
    const { source } = await connect([server.url]);
    const reading = await source.read({ from: 1n, to: 15n }, filter);
    expect(
      reading.logs.map((log) => [log.at.blockNumber, log.at.index, log.emitter, log.topics[0]]),
    ).toEqual([
      [4n, 30, emitter, sent],
      [9n, 2, emitter, sent],
      [9n, 11, emitter, sent],
    ]);
  });

  test('ordinals count per emitter and topic within a transaction', async () => {
    const [one, two] = [hashOf('one'), hashOf('two')];
    const kinds = [
      aLog({ block: 4n, index: 0, transaction: one }),
      aLog({ block: 4n, index: 1, transaction: one, topics: [paid] }),
      aLog({ block: 4n, index: 2, transaction: one, address: other }),
      aLog({ block: 4n, index: 3, transaction: one }),
      aLog({ block: 4n, index: 4, transaction: two }),
      aLog({ block: 4n, index: 5, transaction: one, topics: [paid] }),
      aLog({ block: 4n, index: 6, transaction: one }),
    ];
    const server = await aNode(aChain({ height: 20n, logs: kinds }));
    const { source } = await connect([server.url]);
    const reading = await source.read({ from: 1n, to: 15n }, filter);
    expect(reading.logs.map(({ ordinal }) => ordinal)).toEqual([0, 0, 0, 1, 0, 1, 2]);
  });
});
