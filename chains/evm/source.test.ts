import { afterAll, describe, expect, test } from 'vitest';
import { definitions } from '../definitions/index.ts';
import type { EvmChainDefinition } from '../../core/chain.ts';
import { MidflightError } from '../../core/errors.ts';
import type { Hex, LogFilter, RawLog } from '../../core/raw-log.ts';
import { freePort } from '../../start/free-port.ts';
import {
  HttpFailure,
  RpcFailure,
  startJsonRpcServer,
  type JsonRpcServer,
  type RawAnswer,
  type RpcHandler,
} from '../../test/json-rpc-server.ts';
import type { ChainSource } from '../source.ts';
import { connectEvmSource } from './source.ts';

// A node of this file's own: it speaks JSON-RPC over HTTP, and each test says how it misbehaves.

const servers: JsonRpcServer[] = [];
afterAll(async () => {
  await Promise.all(servers.map(({ stop }) => stop()));
});

// CAST: the id is an EVM chain's.
const base = definitions.get('eip155:8453') as EvmChainDefinition;
const emitter: Hex = `0x${'e1'.repeat(20)}`;
const other: Hex = `0x${'e2'.repeat(20)}`;
const sent: Hex = `0x${'51'.repeat(32)}`;
const paid: Hex = `0x${'52'.repeat(32)}`;
const filter: LogFilter = {
  wanted: new Map([emitter, other].map((address) => [address, [sent, paid]])),
  receiptIndexTopics: [],
};
const withReceipts: LogFilter = { ...filter, receiptIndexTopics: [sent] };

describe.concurrent('connecting', () => {
  test('an endpoint of another chain is refused, with both ids and the variable', async () => {
    const server = await aNode(aChain({ id: 1 }));
    expect(await failureOf(connect([`${server.url}/v2/key`]))).toEqual({
      code: 'rpc_wrong_chain',
      message: `The RPC endpoint ${server.url} for base serves chain 1, not 8453.`,
      recovery: 'Set RPC_URL_8453 to an endpoint of chain 8453.',
      isTransient: false,
    });
  });

  test('an endpoint of another chain is refused even where a second one is right', async () => {
    const [right, wrong] = [await aNode(aChain()), await aNode(aChain({ id: 1 }))];
    const failure = await failureOf(connect([right.url, wrong.url]));
    expect(failure.code).toBe('rpc_wrong_chain');
  });

  test('an endpoint without batches is used without', async () => {
    const server = await aNode(aChain({ height: 20n }), { takesBatches: false });
    const { source } = await connect([server.url]);
    const before = server.posts.length;
    const reading = await source.read({ from: 1n, to: 20n }, filter);
    expect(reading.to).toBe(20n);
    expect(server.posts.slice(before).map(({ batch }) => batch)).toEqual([0, 0]);
  });

  test('an endpoint with batches gets the logs and the last header in one request', async () => {
    const server = await aNode(aChain({ height: 20n }));
    const { source } = await connect([server.url]);
    const before = server.posts.length;
    await source.read({ from: 1n, to: 20n }, filter);
    expect(server.posts.slice(before).map(({ batch }) => batch)).toEqual([2]);
  });

  test('a dead endpoint is skipped, with a warning, where another one answers', async () => {
    const dead = `http://127.0.0.1:${await freePort()}`;
    const server = await aNode(aChain({ height: 20n }));
    const { source, warnings } = await connect([`${dead}/v2/key`, server.url]);
    expect((await source.head()).number).toBe(20n);
    expect(warnings).toEqual([
      `base does without these RPC endpoints until the next start: ${dead} (connect ECONNREFUSED ${dead.slice(7)}).`,
    ]);
  });

  test('endpoints that are all dead end in one sentence that names them and the variable', async () => {
    const [first, second] = [await freePort(), await freePort()];
    const urls = [`http://127.0.0.1:${first}/v2/key`, `http://127.0.0.1:${second}/v2/key`];
    expect(await failureOf(connect(urls))).toEqual({
      code: 'rpc_unreachable',
      message:
        `No RPC endpoint of base answers: http://127.0.0.1:${first} (connect ECONNREFUSED 127.0.0.1:${first}), ` +
        `http://127.0.0.1:${second} (connect ECONNREFUSED 127.0.0.1:${second}).`,
      recovery: 'Check RPC_URL_8453 and that the endpoint runs, or add another one after a comma.',
      isTransient: true,
    });
  });

  test.each<[string, RawAnswer]>([
    ['HTML', { body: '<html><body>Welcome to nginx!</body></html>' }],
    ['HTTP 401', { status: 401, body: '{"message":"no key"}' }],
    ['an empty body', { body: '' }],
    ['null', { body: 'null' }],
    ['a closed connection', 'reset'],
  ])('an endpoint that answers everything with %s counts as dead', async (_, answer) => {
    const server = await aNode(() => {
      throw new HttpFailure(answer);
    });
    expect((await failureOf(connect([server.url]))).code).toBe('rpc_unreachable');
  });

  test('an endpoint that accepts and stays silent holds up nobody for long', async () => {
    const silent = await aNode(() => {
      throw new HttpFailure('hang');
    });
    const server = await aNode(aChain({ height: 20n }));
    const startedAt = performance.now();
    const { source } = await connect([silent.url, server.url]);
    expect((await source.head()).number).toBe(20n);
    expect(performance.now() - startedAt).toBeLessThan(13_000);
  });

  test('an endpoint that dies later is replaced by the other one', async () => {
    const [first, second] = [
      await aNode(aChain({ height: 20n })),
      await aNode(aChain({ height: 21n })),
    ];
    const { source } = await connect([first.url, second.url]);
    expect((await source.head()).number).toBe(20n);
    await first.stop();
    expect((await source.head()).number).toBe(21n);
  });

  test('a call that both endpoints refuse is tried three times at each', async () => {
    const chain = aChain({ height: 20n });
    const refusing: RpcHandler = (method, params) => {
      if (method === 'eth_getLogs') throw new RpcFailure(-32603, 'internal error');
      return chain(method, params);
    };
    const [first, second] = [await aNode(refusing), await aNode(refusing)];
    const { source } = await connect([first.url, second.url]);
    await failureOf(source.read({ from: 7n, to: 7n }, filter));
    expect([first.count('eth_getLogs'), second.count('eth_getLogs')]).toEqual([3, 3]);
  });
});

describe.concurrent('keys', () => {
  const key = 'Zk3yZk3yZk3y';
  const secrets = [key, 'us3rname', 'p4ssword'];
  const withKeys = (url: string) =>
    `${url.replace('://', '://us3rname:p4ssword@')}/v2/${key}?apikey=${key}&x=1`;

  test('the key of a URL arrives at the endpoint', async () => {
    const server = await aNode(aChain());
    await connect([withKeys(server.url)]);
    expect(server.posts[0]).toMatchObject({
      path: `/v2/${key}?apikey=${key}&x=1`,
      authorization: `Basic ${btoa('us3rname:p4ssword')}`,
    });
  });

  test('a password without a user arrives, as Infura has it', async () => {
    const server = await aNode(aChain());
    await connect([server.url.replace('://', '://:p4ssword@')]);
    expect(server.posts[0]?.authorization).toBe(`Basic ${btoa(':p4ssword')}`);
  });

  test('a password with a bare percent sign arrives as it is written', async () => {
    const server = await aNode(aChain());
    await connect([server.url.replace('://', '://me:100%zz@')]);
    expect(server.posts[0]?.authorization).toBe(`Basic ${btoa('me:100%zz')}`);
  });

  // What nodes and the proxies before them say about a request, with its URL in it.
  const echoes: [string, RawAnswer][] = [
    ['a proxy that names the path', { status: 404, body: `<pre>Cannot POST /v2/${key}</pre>` }],
    ['a provider that names the key', { status: 401, body: `{"error":"bad key ${key}"}` }],
    [
      'an RPC error that names the URL',
      {
        body: `{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"no quota for 'https://us3rname:p4ssword@x.example/v2/${key}'"}}`,
      },
    ],
    ['HTML that names the query', { body: `<html>?apikey=${key}&x=1</html>` }],
    ['a closed connection', 'reset'],
  ];

  test.each(echoes)('%s does not bring a key into the error of a start', async (_, answer) => {
    const server = await aNode(() => {
      throw new HttpFailure(answer);
    });
    const { message, recovery } = await failureOf(connect([withKeys(server.url)]));
    for (const secret of secrets) expect(`${message} ${recovery}`).not.toContain(secret);
  });

  test.each(echoes)(
    '%s does not bring a key into a warning or a later error',
    async (_, answer) => {
      let isWell = true;
      const chain = aChain({ height: 20n });
      const server = await aNode((method, params) => {
        if (!isWell && params[0] !== 'latest') throw new HttpFailure(answer);
        return chain(method, params);
      });
      const { source, warnings } = await connect([withKeys(server.url)]);
      isWell = false;
      const errors = await Promise.allSettled([
        source.read({ from: 7n, to: 7n }, filter),
        source.headers([7n]),
        source.head(),
      ]);
      const said = [
        ...warnings,
        ...errors.map((outcome) =>
          outcome.status === 'rejected' ? everythingIn(outcome.reason) : '',
        ),
      ].join('\n');
      expect(said).toContain('base');
      for (const secret of secrets) expect(said).not.toContain(secret);
    },
  );

  test('a dead URL with every kind of key shows none', async () => {
    const url = withKeys(`http://127.0.0.1:${await freePort()}`);
    const said = everythingIn(await connect([url]).catch((error: unknown) => error));
    for (const secret of secrets) expect(said).not.toContain(secret);
  });
});

describe.concurrent('reading', () => {
  const height = 12_000n;
  const blocks = [1n, 1_250n, 2_500n, 2_501n, 5_000n, 5_001n, 9_999n, height];
  const logs = blocks.map((block) => aLog({ block }));
  const limits: [string, () => unknown][] = [
    ['-32005', () => new RpcFailure(-32005, 'query returned more than 10000 results')],
    ['-32602', () => new RpcFailure(-32602, 'query returned more than 10000 results')],
    ['HTTP 413', () => new HttpFailure({ status: 413, body: 'Request Entity Too Large' })],
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
    const heavy = [2n, 3_000n].map((block) => aLog({ block, data: `0x${'00'.repeat(3_000_000)}` }));
    const server = await aNode(aChain({ height: 5_000n, logs: heavy }));
    const { source } = await connect([server.url]);
    const { ranges, read } = await readAll(source, 5_000n);
    expect(ranges[0]).toEqual({ from: 1n, to: 2_500n });
    expect(isGapless(ranges, 5_000n)).toBe(true);
    expect(read.map(({ at }) => at.blockNumber)).toEqual([2n, 3_000n]);
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

  test('a single block that is refused ends in a transient error', async () => {
    const chain = aChain({ height: 20n });
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
  ])('a rate limit told by %s does not shrink the range: that would ask more', async (_, limit) => {
    const chain = aChain({ height: 4_000n });
    const server = await aNode((method, params) => {
      if (method === 'eth_getLogs') throw limit();
      return chain(method, params);
    });
    const { source } = await connect([server.url]);
    const failure = await failureOf(source.read({ from: 1n, to: 4_000n }, filter));
    expect({ ...failure, ranges: rangesOf(server) }).toMatchObject({
      code: 'rpc_unreachable',
      isTransient: true,
      ranges: ['0x1 0xfa0'],
    });
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
    for (const attempt of [source.read({ from: 1n, to: 15n }, filter), source.headers([15n])]) {
      expect(await failureOf(attempt)).toMatchObject({
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

  test('logs come in the order of the chain, without removed ones, in lower case', async () => {
    const mixed = [
      aLog({ block: 9n, index: 11, address: upper(emitter), topics: [upper(sent)] }),
      aLog({ block: 9n, index: 2 }),
      aLog({ block: 4n, index: 30 }),
      aLog({ block: 5n, index: 1, removed: true }),
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

describe.concurrent('malformed answers', () => {
  const block = aBlock(15n);
  const log = aLog({ block: 9n });

  test.each<[string, unknown]>([
    ['text for a header', 'block'],
    ['a list for a header', [block]],
    ['a header without a hash', { ...block, hash: undefined }],
    ['a header with a short hash', { ...block, hash: '0x12' }],
    ['a header whose number is decimal', { ...block, number: 15 }],
    ['a header whose number is empty', { ...block, number: '0x' }],
    ['a header whose time is null', { ...block, timestamp: null }],
  ])('%s ends in a transient error with a remedy', async (_, answer) => {
    const chain = aChain({ height: 20n });
    const server = await aNode((method, params) =>
      params[0] === '0xf' ? answer : chain(method, params),
    );
    const { source } = await connect([server.url]);
    for (const attempt of [source.headers([15n]), source.read({ from: 1n, to: 15n }, filter)]) {
      expect(await failureOf(attempt)).toEqual(malformed('eth_getBlockByNumber'));
    }
  });

  test.each<[string, unknown]>([
    ['null for logs', null],
    ['an object for logs', { logs: [log] }],
    ['a list of null', [null]],
    ['a pending log', [{ ...log, blockNumber: null, blockHash: null }]],
    ['a log without topics', [{ ...log, topics: undefined }]],
    ['a log with a short topic', [{ ...log, topics: ['0x01'] }]],
    ['a log with five topics', [{ ...log, topics: [sent, sent, sent, sent, sent] }]],
    ['a log whose data is no hex', [{ ...log, data: 'hello' }]],
    ['a log whose index is a number', [{ ...log, logIndex: 3 }]],
  ])('%s ends in a transient error with a remedy', async (_, answer) => {
    const chain = aChain({ height: 20n });
    const server = await aNode((method, params) =>
      method === 'eth_getLogs' ? answer : chain(method, params),
    );
    const { source } = await connect([server.url]);
    const failure = await failureOf(source.read({ from: 1n, to: 15n }, filter));
    expect(failure).toEqual(malformed('eth_getLogs'));
  });

  test.each<[string, RawAnswer]>([
    ['HTML', { body: '<!doctype html>\n<html>\n<body>502</body>\n</html>' }],
    ['HTML as an error', { status: 502, body: '<html>\n<body>Bad Gateway</body>\n</html>' }],
    ['truncated JSON', { body: '[{"jsonrpc":"2.0","id":1,"result":[{"addr' }],
    ['an empty body', { body: '' }],
    ['null', { body: 'null' }],
    ['a number', { body: '7' }],
    ['an empty list', { body: '[]' }],
    ['a list of nulls', { body: '[null,null]' }],
    ['an object without a result', { body: '{"jsonrpc":"2.0","id":1}' }],
    ['an error that is text', { body: '{"jsonrpc":"2.0","id":1,"error":"busy"}' }],
    ['a body cut off', 'cut'],
  ])('%s instead of JSON-RPC ends in one transient sentence', async (_, answer) => {
    let isWell = true;
    const chain = aChain({ height: 20n });
    for (const takesBatches of [true, false]) {
      isWell = true;
      const server = await aNode(
        (method, params) => {
          if (!isWell) throw new HttpFailure(answer);
          return chain(method, params);
        },
        { takesBatches },
      );
      const { source } = await connect([server.url]);
      isWell = false;
      const failure = await failureOf(source.read({ from: 15n, to: 15n }, filter));
      expect(failure).toMatchObject({
        code: expect.stringMatching(/^rpc_/),
        isTransient: true,
        message: expect.stringMatching(/^base [^\n]*[^.]\.$/),
        recovery: expect.stringMatching(/^It is asked again/),
      });
      expect(failure.message).not.toMatch(/undefined|TypeError|destructure|not iterable/);
    }
  });

  test('an answer as long as a page is cut in the sentence', async () => {
    let isWell = true;
    const chain = aChain({ height: 20n });
    const server = await aNode((method, params) => {
      if (!isWell) throw new HttpFailure({ status: 500, body: 'oops '.repeat(10_000) });
      return chain(method, params);
    });
    const { source } = await connect([server.url]);
    isWell = false;
    const { message } = await failureOf(source.headers([15n]));
    expect(message.length).toBeLessThan(400);
  });
});

/** What a chain's node knows; the height is that of the newest block. */
interface ChainParts {
  id?: number;
  height?: bigint;
  logs?: readonly ReturnType<typeof aLog>[];
}

function aChain({ id = 8453, height = 100n, logs = [] }: ChainParts = {}): RpcHandler {
  const tags: Record<string, bigint> = {
    latest: height,
    safe: height - 2n,
    finalized: height - 10n,
  };
  return (method, [first]) => {
    switch (method) {
      case 'eth_chainId':
        return hex(id);
      case 'eth_blockNumber':
        return hex(height);
      case 'eth_getBlockByNumber': {
        const number = tags[String(first)] ?? BigInt(String(first));
        return number > height ? null : aBlock(number);
      }
      case 'eth_getLogs': {
        const { fromBlock, toBlock } = first as { fromBlock: string; toBlock: string };
        return logs.filter(
          ({ blockNumber }) =>
            BigInt(blockNumber) >= BigInt(fromBlock) && BigInt(blockNumber) <= BigInt(toBlock),
        );
      }
      default:
        throw new RpcFailure(-32601, `the method ${method} does not exist`);
    }
  };
}

function aBlock(number: bigint) {
  return {
    number: hex(number),
    hash: hashOf(number),
    parentHash: hashOf(number - 1n),
    timestamp: hex(timeOf(Number(number))),
    transactions: [],
  };
}

function aLog({
  block,
  index = 0,
  transaction = hashOf(`transaction in ${block}`),
  address = emitter,
  topics = [sent],
  ...rest
}: {
  block: bigint;
  index?: number;
  transaction?: Hex;
  address?: Hex;
  topics?: Hex[];
  data?: Hex;
  blockHash?: Hex;
  blockTimestamp?: undefined;
  removed?: boolean;
}) {
  return {
    address,
    topics,
    data: '0x',
    blockNumber: hex(block),
    blockHash: hashOf(block),
    blockTimestamp: hex(timeOf(Number(block))),
    transactionHash: transaction,
    logIndex: hex(index),
    removed: false,
    ...rest,
  };
}

const hex = (value: number | bigint) => `0x${value.toString(16)}`;
const upper = (value: Hex): Hex => `0x${value.slice(2).toUpperCase()}`;
const timeOf = (block: number) => 1_700_000_000 + 2 * block;

/** A hash that tells what it is of. */
function hashOf(what: bigint | string): Hex {
  return `0x${Buffer.from(String(what)).toString('hex').padStart(64, '0')}`;
}

async function aNode(handler: RpcHandler, options?: { takesBatches: boolean }) {
  const server = await startJsonRpcServer(handler, options);
  servers.push(server);
  return server;
}

async function connect(urls: readonly string[], definition: EvmChainDefinition = base) {
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  return { source: await connectEvmSource({ definition, urls, warn }), warnings };
}

/** Reads a chain as the backfill does, and what was read. */
async function readAll(source: ChainSource, height: bigint) {
  const ranges: { from: bigint; to: bigint }[] = [];
  const read: RawLog[] = [];
  for (let from = 1n; from <= height;) {
    const reading = await source.read({ from, to: height }, filter);
    ranges.push({ from, to: reading.to });
    read.push(...reading.logs);
    from = reading.to + 1n;
  }
  return { ranges, read };
}

function isGapless(ranges: readonly { from: bigint; to: bigint }[], height: bigint): boolean {
  const next = ranges.reduce((at, { from, to }) => (from === at && to >= from ? to + 1n : -1n), 1n);
  return next === height + 1n;
}

function lengthOf([range]: readonly unknown[]): bigint {
  const { fromBlock, toBlock } = range as { fromBlock: string; toBlock: string };
  return BigInt(toBlock) - BigInt(fromBlock) + 1n;
}

/** The ranges that a node was asked for, each one once. */
function rangesOf({ requests }: JsonRpcServer): string[] {
  const asked = requests.flatMap(({ method, params }) => {
    const { fromBlock, toBlock } = (params[0] ?? {}) as { fromBlock: string; toBlock: string };
    return method === 'eth_getLogs' ? [`${fromBlock} ${toBlock}`] : [];
  });
  return [...new Set(asked)];
}

/** What an operator sees of a failure; anything but a `MidflightError` fails the test. */
async function failureOf(attempt: Promise<unknown>) {
  const error = await attempt.then(
    () => expect.unreachable('it should have failed'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(MidflightError);
  const { code, message, recovery, isTransient } = error as MidflightError;
  return { code, message, recovery, isTransient };
}

const malformed = (method: string) => ({
  code: 'rpc_malformed',
  message: expect.stringMatching(new RegExp(`^base answered ${method} with .*\\.$`)) as string,
  recovery: 'It is asked again; if this lasts, use another RPC endpoint.',
  isTransient: true,
});

/** All text that a log could make of an error: its fields and causes too. */
function everythingIn(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = Object.getOwnPropertyNames(error).map((name) => {
    // CAST: any own field, by name.
    const value = (error as unknown as Record<string, unknown>)[name];
    return value instanceof Error ? everythingIn(value) : (JSON.stringify(value) ?? '');
  });
  return own.join('\n');
}
