import { describe, expect, test } from 'vitest';
import { receiptView, receiptViews } from '../../core/lookup.ts';
import type { Hex } from '../../core/raw-log.ts';
import {
  aDeliveringChain,
  aDelivery,
  aLookup,
  called,
  connection,
  inputOf,
  placeOf,
  stateOf,
  viewed,
  withTrail,
  type DeliveringParts,
} from '../../test/delivering-node.ts';
import { aNode, connect, failureOf, hashOf, timeOf } from '../../test/evm-node.ts';
import { RpcFailure, type JsonRpcServer, type RpcHandler } from '../../test/json-rpc-server.ts';

const delivered = (packet: number, block: bigint) => ({
  lookup: expect.objectContaining({ key: `packet:${packet}` }) as unknown,
  log: { ...called(packet), at: placeOf(block, hashOf(`delivery of ${packet}`)) },
  view: { ...viewed(packet), at: placeOf(block, stateOf(aLookup(packet))) },
});
const shownAt = (packet: number, block: bigint) => ({
  lookup: expect.objectContaining({ key: `packet:${packet}` }) as unknown,
  log: { ...viewed(packet), at: placeOf(block, stateOf(aLookup(packet))) },
});

describe.concurrent('a lookup', () => {
  test('that did not happen has no answer, and costs a call beside that for the head', async () => {
    const { server, source } = await aSource({ height: 1_000n, transactions: [] });
    const before = server.requests.length;
    expect(await source.lookUp([aLookup(1), aLookup(2), aLookup(3)])).toEqual([]);
    expect(server.requests.length - before).toBe(4);
    expect(server.posts.at(-1)?.batch).toBe(3);
  });

  test('that happened between two polls is answered by its call, for few requests', async () => {
    const parts = { height: 1_000n, transactions: [aDelivery(2, 1_006n)] };
    const { server, source } = await aSource(parts);
    await source.lookUp([aLookup(1), aLookup(2)]);
    parts.height = 1_008n;
    const before = server.requests.length;
    expect(await source.lookUp([aLookup(1), aLookup(2)])).toEqual([delivered(2, 1_006n)]);
    // The poll, the zero that is remembered, three halvings, the block, and the receipt.
    expect(countsOf(server, before)).toEqual({
      eth_call: 2 + 1 + 3,
      eth_getBlockByNumber: 1 + 1,
      eth_getTransactionReceipt: 1,
    });
  });

  test('that happened long before is found by the states of old blocks', async () => {
    const transactions = [aDelivery(1, 3n), aDelivery(2, 7_777n), aDelivery(3, 10_000n)];
    const { server, source } = await aSource({ height: 10_000n, transactions });
    const before = server.requests.length;
    const answers = await source.lookUp([aLookup(1), aLookup(2), aLookup(3)]);
    expect(answers).toEqual([delivered(1, 3n), delivered(2, 7_777n), delivered(3, 10_000n)]);
    expect(server.requests.length - before).toBeLessThan(90);
    // They go side by side.
    expect(server.posts.length).toBeLessThan(35);
  });

  test('is not looked for before it can have happened', async () => {
    const { server, source } = await aSource({
      height: 10_000n,
      transactions: [aDelivery(1, 9_000n)],
    });
    const since = timeOf(8_990);
    expect(await source.lookUp([aLookup(1, { since })])).toEqual([delivered(1, 9_000n)]);
    const lowest = server.requests.flatMap(({ method, params }) =>
      method === 'eth_call' ? [Number(params[1])] : [],
    );
    expect(Math.min(...lowest)).toBeGreaterThan(7_500);
  });

  test('of a receipt is answered by its block, whoever else names the transaction', async () => {
    const mark = '7'.padStart(64, '0');
    const own = aDelivery(1, 7n);
    const failed = aDelivery(2, 8n, { isSuccess: false });
    const copied = aDelivery(3, 7n, { to: receiptViews.to, input: own.hash });
    const { server, source } = await aSource({
      height: 10_000n,
      transactions: [copied, own, failed],
    });
    const about = (hash: Hex, end: 'succeeded' | 'failed') =>
      aLookup(1, { key: `${end}:${hash}`, view: receiptView(hash, end, 7), marks: [] });
    const before = server.requests.length;
    const lookups = [
      about(own.hash, 'succeeded'),
      about(own.hash, 'failed'),
      about(failed.hash, 'succeeded'),
      about(failed.hash, 'failed'),
      about(hashOf('of none'), 'succeeded'),
    ];
    const answers = await source.lookUp(lookups);
    expect(answers).toEqual([
      {
        lookup: lookups[0],
        log: {
          ...viewed(1),
          emitter: receiptViews.to,
          topics: [receiptViews.succeeded],
          data: `${own.hash}${mark}`,
          at: placeOf(7n, stateOf(lookups[0] ?? aLookup(1))),
        },
      },
      {
        lookup: lookups[3],
        log: {
          ...viewed(1),
          emitter: receiptViews.to,
          topics: [receiptViews.failed],
          data: `${failed.hash}${mark}`,
          at: placeOf(8n, stateOf(lookups[3] ?? aLookup(1))),
        },
      },
    ]);
    expect(countsOf(server, before)).toEqual({
      eth_getBlockByNumber: 1 + 2,
      eth_getTransactionReceipt: 5 + 2,
    });
  });

  test('of a receipt in a block above the head that was asked is not answered yet', async () => {
    const parts: DeliveringParts = { height: 1_000n, transactions: [aDelivery(1, 1_001n)] };
    const { source } = await aSource(parts);
    const { hash } = aDelivery(1, 1_001n);
    const lookup = aLookup(1, { view: receiptView(hash, 'succeeded'), marks: [] });
    expect(await source.lookUp([lookup])).toEqual([]);
    parts.height = 1_001n;
    expect(await source.lookUp([lookup])).toHaveLength(1);
  });

  test('of a receipt that has turned out otherwise meanwhile fails for the moment', async () => {
    const { hash } = aDelivery(1, 990n);
    let asked = 0;
    const parts: DeliveringParts = { height: 1_000n, transactions: [aDelivery(1, 990n)] };
    const { source } = await aSource(parts, (method, params) => {
      if (method !== 'eth_getTransactionReceipt' || asked++ === 0) return undefined;
      const failed = aDelivery(1, 991n, { isSuccess: false });
      return aDeliveringChain({ ...parts, transactions: [failed] })(method, params);
    });
    const lookup = aLookup(1, { view: receiptView(hash, 'succeeded'), marks: [] });
    expect(await failureOf(source.lookUp([lookup]))).toMatchObject({
      code: 'rpc_contradiction',
      isTransient: true,
    });
  });

  test('whose zero was of another fork is found all the same', async () => {
    const parts: DeliveringParts = { height: 1_000n, transactions: [] };
    const { source } = await aSource(parts);
    await source.lookUp([aLookup(1)]);
    Object.assign(parts, { height: 1_001n, transactions: [aDelivery(1, 998n)] });
    expect(await source.lookUp([aLookup(1)])).toEqual([delivered(1, 998n)]);
  });

  test('of a packet is not answered by another one, nor by one that failed, in the same block', async () => {
    const decoys = [
      // Holds all the marks but not on whole bytes.
      aDelivery(1, 900n, { hash: hashOf('shifted'), input: `0x4b2b20e70${inputOf(1).slice(10)}0` }),
      aDelivery(1, 900n, { hash: hashOf('late'), isSuccess: false }),
      aDelivery(2, 900n),
      aDelivery(1, 900n, { hash: hashOf('bundle'), to: connection }),
    ];
    const { server, source } = await aSource({
      height: 1_000n,
      transactions: [...decoys, aDelivery(1, 900n)],
    });
    expect(await source.lookUp([aLookup(1)])).toEqual([delivered(1, 900n)]);
    expect(server.count('eth_getTransactionReceipt')).toBe(3);
  });

  test('of a packet that another contract passes on is answered by the view, at its block', async () => {
    const transactions = [aDelivery(1, 900n, { to: connection })];
    const { source } = await aSource({ height: 1_000n, transactions });
    expect(await source.lookUp([aLookup(1)])).toEqual([shownAt(1, 900n)]);
  });

  test('whose block has nothing but a failed try of it is answered by the view, at its block', async () => {
    const transactions = [aDelivery(1, 900n, { isSuccess: false })];
    const setAt = new Map([[1, 900n]]);
    const { source } = await aSource({ height: 1_000n, transactions, setAt });
    expect(await source.lookUp([aLookup(1)])).toEqual([shownAt(1, 900n)]);
  });

  test('whose block has no such transaction is answered by the view, at its block', async () => {
    const setAt = new Map([[1, 900n]]);
    const { source } = await aSource({ height: 1_000n, transactions: [], setAt });
    expect(await source.lookUp([aLookup(1)])).toEqual([shownAt(1, 900n)]);
  });
});

describe.concurrent('a node without old states', () => {
  const parts = { height: 10_000n, statesFrom: 9_900n };

  test('shows what happened in the states that it has', async () => {
    const { source } = await aSource({ ...parts, transactions: [aDelivery(1, 9_950n)] });
    expect(await source.lookUp([aLookup(1)])).toEqual([delivered(1, 9_950n)]);
  });

  test('leads to what is older by its trail', async () => {
    const transactions = [aDelivery(7, 4_990n), aDelivery(1, 5_000n), aDelivery(8, 5_001n)];
    const { server, source } = await aSource({ ...parts, transactions });
    const lookup = withTrail(aLookup(1, { since: timeOf(4_980) }));
    expect(await source.lookUp([lookup])).toEqual([delivered(1, 5_000n)]);
    expect(server.count('eth_getLogs')).toBe(1);
    const before = server.requests.length;
    const next = withTrail(aLookup(8, { since: timeOf(4_980) }));
    expect(await source.lookUp([next])).toEqual([delivered(8, 5_001n)]);
    // What the first one showed of the states and the times is remembered.
    expect(countsOf(server, before)).toEqual({
      eth_getBlockByNumber: 1 + 2 + 1,
      eth_call: 1 + 2,
      eth_getLogs: 1,
      eth_getTransactionByHash: 3,
      eth_getTransactionReceipt: 1,
    });
  });

  test('is asked for as much of the trail as it takes', async () => {
    const { server, source } = await aSource(
      { ...parts, transactions: [aDelivery(1, 1_000n)] },
      (method, [first]) => {
        if (method !== 'eth_getLogs') return undefined;
        const { fromBlock, toBlock } = first as { fromBlock: string; toBlock: string };
        if (Number(toBlock) - Number(fromBlock) < 200) return undefined;
        throw new RpcFailure(-32_602, 'block range is too wide');
      },
    );
    const lookup = withTrail(aLookup(1, { since: timeOf(300) }));
    expect(await source.lookUp([lookup])).toEqual([delivered(1, 1_000n)]);
    expect(server.count('eth_getLogs')).toBeLessThan(12);
  });

  test.each<[string, RpcHandler]>([
    ['whose trail is not served', (method) => (method === 'eth_getLogs' ? gone() : undefined)],
    ['whose transaction is not served', (method) => ifTransaction(method, () => null)],
  ])('%s: the view at the head is the answer', async (_, misbehave) => {
    const { source } = await aSource({ ...parts, transactions: [aDelivery(1, 5_000n)] }, misbehave);
    expect(await source.lookUp([withTrail(aLookup(1))])).toEqual([shownAt(1, 10_000n)]);
  });

  test('and no trail: the view at the head is the answer', async () => {
    const { server, source } = await aSource({ ...parts, transactions: [aDelivery(1, 5_000n)] });
    expect(await source.lookUp([aLookup(1)])).toEqual([shownAt(1, 10_000n)]);
    const before = server.requests.length;
    expect(await source.lookUp([aLookup(1)])).toEqual([shownAt(1, 10_000n)]);
    expect(server.requests.length - before).toBe(2 + 4 + 1);
  });

  test('that answers with the newest state instead is not believed about the block', async () => {
    const { server, source } = await aSource(
      { height: 10_000n, transactions: [aDelivery(1, 5_000n)] },
      (method) => (method === 'eth_call' ? `0x${'1'.padStart(64, '0')}` : undefined),
    );
    const lookup = aLookup(1, { since: timeOf(9_700) });
    expect(await source.lookUp([lookup])).toEqual([shownAt(1, 10_000n)]);
    // It is asked for nothing that is older than the lookup.
    expect(server.count('eth_call')).toBe(1 + 2 + 8);
  });
});

describe.concurrent('a bad answer', () => {
  const bad = aLookup(9, { view: { to: `0x${'bd'.repeat(20)}`, data: '0x9b5e97d2' } });
  const onlyFor =
    (answer: () => unknown): RpcHandler =>
    (method, [first]) =>
      method === 'eth_call' && (first as { to: string }).to === bad.view.to ? answer() : undefined;
  const happened = { height: 1_000n, transactions: [aDelivery(1, 990n)] };

  test.each<[string, () => unknown]>([
    ['reverts', () => fail(3, 'execution reverted')],
    ['is not there', () => '0x'],
    ['is refused', () => fail(-32_000, 'something else')],
    ['is malformed', () => 'yes'],
  ])(
    'of a contract that %s leaves the other lookups alone, with one warning',
    async (_, answer) => {
      const { source, warnings } = await aSource(happened, onlyFor(answer));
      for (let poll = 0; poll < 2; poll += 1) {
        expect(await source.lookUp([bad, aLookup(1)])).toEqual([delivered(1, 990n)]);
      }
      expect(warnings).toHaveLength(1);
      expect(warnings[0]).toContain(
        `The contract ${bad.view.to} on base does not answer the view 0x9b5e97d2: `,
      );
    },
  );

  test('of a contract that reverts is no failure of the endpoint, even alone', async () => {
    const { source, warnings } = await aSource(
      happened,
      onlyFor(() => fail(3, 'execution reverted')),
    );
    expect(await source.lookUp([bad])).toEqual([]);
    expect(warnings).toHaveLength(1);
  });

  test('to all views is a failure of the endpoint: another one is asked', async () => {
    const closed = await aNode(
      misbehaving(happened, (method) =>
        method === 'eth_call' ? fail(-32_601, 'the method eth_call is not available') : undefined,
      ),
    );
    const open = await aNode(aDeliveringChain(happened));
    const { source } = await connect([closed.url, open.url]);
    expect(await source.lookUp([aLookup(1)])).toEqual([delivered(1, 990n)]);
    const { source: alone } = await connect([closed.url]);
    expect(await failureOf(alone.lookUp([aLookup(1)]))).toMatchObject({
      code: 'rpc_method_missing',
      isTransient: true,
    });
  });

  const inBlock =
    (strange: object): RpcHandler =>
    (method, params) => {
      if (method !== 'eth_getBlockByNumber' || params[1] !== true) return undefined;
      const block = aDeliveringChain(happened)(method, params) as { transactions: object[] };
      return {
        ...block,
        transactions: block.transactions.map((each) =>
          'from' in each ? { ...each, ...strange } : each,
        ),
      };
    };

  test.each<[string, RpcHandler, string]>([
    ['a transaction of another block', inBlock({ blockHash: hashOf('fork') }), 'rpc_contradiction'],
    ['a transaction without a hash', inBlock({ hash: undefined }), 'rpc_malformed'],
    [
      'hashes in place of transactions',
      (method, params) =>
        params[1] === true ? aDeliveringChain(happened)(method, [params[0], false]) : undefined,
      'rpc_malformed',
    ],
  ])('about its block, %s, fails for the moment', async (_, misbehave, code) => {
    const { source } = await aSource(happened, misbehave);
    const attempt = source.lookUp([aLookup(1)]);
    expect(await failureOf(attempt)).toMatchObject({ code, isTransient: true });
  });

  test('about one of two leaves the other one alone', async () => {
    const transactions = [aDelivery(1, 990n), aDelivery(2, 991n)];
    const { source, warnings } = await aSource({ ...happened, transactions }, (_, params) =>
      params[0] === '0x3df' && params[1] === true ? 'no block' : undefined,
    );
    expect(await source.lookUp([aLookup(1), aLookup(2)])).toEqual([delivered(1, 990n)]);
    expect(warnings.at(-1)).toContain('base answered eth_getBlockByNumber');
  });

  test('about a head that is no longer the chain fails for the moment', async () => {
    const { source } = await aSource(
      { height: 10_000n, statesFrom: 9_900n, transactions: [aDelivery(1, 5_000n)] },
      (method, params) => {
        if (method !== 'eth_getBlockByNumber' || params[0] !== 'latest') return undefined;
        const chain = aDeliveringChain({ height: 10_000n, transactions: [] });
        return { ...(chain(method, params) as object), hash: hashOf('fork') };
      },
    );
    expect(await failureOf(source.lookUp([aLookup(1)]))).toMatchObject({
      code: 'rpc_contradiction',
      isTransient: true,
    });
  });
});

function fail(code: number, message: string): never {
  throw new RpcFailure(code, message);
}
const gone = (): never => fail(-32_000, 'history has been pruned');
const ifTransaction = (method: string, answer: () => unknown) =>
  method === 'eth_getTransactionByHash' ? answer() : undefined;

/** The chain, but for what `misbehave` says; undefined leaves the truth. */
function misbehaving(parts: DeliveringParts, misbehave: RpcHandler): RpcHandler {
  const chain = aDeliveringChain(parts);
  return (method, params) => {
    const answer = misbehave(method, params);
    return answer === undefined ? chain(method, params) : answer;
  };
}

async function aSource(parts: DeliveringParts, misbehave: RpcHandler = () => undefined) {
  const server = await aNode(misbehaving(parts, misbehave));
  return { server, ...(await connect([server.url])) };
}

/** How often each method was asked since. */
function countsOf({ requests }: JsonRpcServer, since: number): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { method } of requests.slice(since)) counts[method] = (counts[method] ?? 0) + 1;
  return counts;
}
