import { describe, expect, test } from 'vitest';
import { receiptView, receiptViews } from '../../core/lookup.ts';
import type { RawLog } from '../../core/raw-log.ts';
import {
  aDeliveringChain,
  aDelivery,
  aLookup,
  called,
  connection,
  placeOf,
  stateOf,
  viewed,
  type DeliveringParts,
} from '../../test/delivering-node.ts';
import { aBlock, aNode, connect, failureOf, hashOf } from '../../test/evm-node.ts';
import { RpcFailure, type RpcHandler } from '../../test/json-rpc-server.ts';

const callAt = (block: bigint): RawLog =>
  ({ ...called(1), at: placeOf(block, hashOf('delivery of 1')) }) as RawLog;
const viewAt = (block: bigint): RawLog =>
  ({ ...viewed(2), at: placeOf(block, stateOf(aLookup(2))) }) as RawLog;
const moved = (log: RawLog): RawLog => ({ ...log, at: { ...log.at, blockHash: hashOf('fork') } });

const parts: DeliveringParts = {
  height: 1_000n,
  transactions: [aDelivery(1, 990n), aDelivery(2, 980n, { to: connection })],
};

describe.concurrent('a call that answered', () => {
  test('stands where it was, for two requests', async () => {
    const { server, source } = await aSource(parts);
    const before = server.requests.length;
    expect(await source.lookAgain([callAt(990n)])).toEqual([callAt(990n)]);
    expect(server.requests.length - before).toBe(2);
  });

  test('stands where a reorg moved it', async () => {
    const { source } = await aSource(parts);
    expect(await source.lookAgain([moved(callAt(985n))])).toEqual([callAt(990n)]);
  });

  test.each<[string, Partial<DeliveringParts>]>([
    ['failed where a reorg moved it', { transactions: [aDelivery(1, 995n, { isSuccess: false })] }],
    ['is in no block any more', { transactions: [] }],
  ])('and %s is left out', async (_, now) => {
    const { source } = await aSource({ ...parts, ...now });
    expect(await source.lookAgain([moved(callAt(990n))])).toEqual([]);
  });

  test('that one endpoint has not got is asked for at another one', async () => {
    const lacking = await aNode(aDeliveringChain({ ...parts, transactions: [] }));
    const whole = await aNode(aDeliveringChain(parts));
    const { source } = await connect([lacking.url, whole.url]);
    expect(await source.lookAgain([callAt(990n)])).toEqual([callAt(990n)]);
  });

  test('stands where its block does, though the node finds it by its hash no more', async () => {
    const { source } = await aSource(parts, (method) =>
      method.startsWith('eth_getTransaction') ? null : undefined,
    );
    expect(await source.lookAgain([callAt(990n), moved(callAt(990n))])).toEqual([callAt(990n)]);
  });

  const receipt =
    (answer: unknown): RpcHandler =>
    (method) =>
      method === 'eth_getTransactionReceipt' ? answer : undefined;
  test.each<[string, RpcHandler, string]>([
    ['has no receipt', receipt(null), 'rpc_contradiction'],
    [
      'has one of another block',
      receipt({ blockHash: hashOf('fork'), status: '0x1' }),
      'rpc_contradiction',
    ],
    ['has one without status', receipt({ blockHash: hashOf(990n) }), 'rpc_malformed'],
    ['is refused', (method) => refused(method === 'eth_getTransactionByHash'), 'rpc_refused'],
    [
      'is behind its node',
      (method, [first]) =>
        first === '0x3de' || method.startsWith('eth_getTransaction') ? null : undefined,
      'rpc_malformed',
    ],
  ])('and %s is asked for again later', async (_, misbehave, code) => {
    const { source } = await aSource(parts, misbehave);
    expect(await failureOf(source.lookAgain([callAt(990n)]))).toMatchObject({
      code,
      isTransient: true,
    });
  });
});

describe.concurrent('a view that answered', () => {
  test('stands where it was, by the state of its block', async () => {
    const { source } = await aSource(parts);
    expect(await source.lookAgain([callAt(990n), viewAt(985n)])).toEqual([
      callAt(990n),
      viewAt(985n),
    ]);
  });

  test('stands where it was, by the newest state where older ones are not served', async () => {
    const { source } = await aSource({ ...parts, statesFrom: 999n });
    expect(await source.lookAgain([viewAt(985n)])).toEqual([viewAt(985n)]);
  });

  test('stands in the block that took the place of its own', async () => {
    const { source } = await aSource(parts);
    expect(await source.lookAgain([moved(viewAt(985n))])).toEqual([viewAt(985n)]);
  });

  test('stands at the head if that block does not show its state any more', async () => {
    const { source } = await aSource({ ...parts, statesFrom: 999n });
    expect(await source.lookAgain([moved(viewAt(985n))])).toEqual([viewAt(1_000n)]);
  });

  test('that a reorg made later stands at the head', async () => {
    const { source } = await aSource(parts);
    expect(await source.lookAgain([viewAt(979n)])).toEqual([viewAt(1_000n)]);
  });

  test('that is zero again is left out', async () => {
    const { source } = await aSource({ ...parts, transactions: [] });
    expect(await source.lookAgain([moved(viewAt(985n)), viewAt(985n)])).toEqual([]);
  });

  test('that the contract refuses stands as long as its block does', async () => {
    const { source, warnings } = await aSource(parts, (method) => {
      if (method === 'eth_call') throw new RpcFailure(3, 'execution reverted');
    });
    expect(await source.lookAgain([viewAt(985n), moved(viewAt(984n))])).toEqual([viewAt(985n)]);
    expect(warnings).toHaveLength(1);
  });

  test('is asked for again later where the head changes meanwhile', async () => {
    const { source } = await aSource(parts, (method, [first]) =>
      method === 'eth_getBlockByNumber' && first === 'latest'
        ? { ...aBlock(1_000n), hash: hashOf('fork') }
        : undefined,
    );
    expect(await failureOf(source.lookAgain([viewAt(979n)]))).toMatchObject({
      code: 'rpc_contradiction',
      isTransient: true,
    });
  });
});

describe.concurrent('a receipt that answered', () => {
  const own = aDelivery(1, 990n);
  const lookup = aLookup(1, { view: receiptView(own.hash, 'succeeded') });
  const answerAt = (block: bigint): RawLog =>
    ({
      ...viewed(1),
      emitter: receiptViews.to,
      topics: [receiptViews.succeeded],
      data: `0x${lookup.view.data.slice(10)}`,
      at: placeOf(block, stateOf(lookup)),
    }) as RawLog;

  test('stands where it was, for two requests', async () => {
    const { server, source } = await aSource(parts);
    const before = server.requests.length;
    expect(await source.lookAgain([answerAt(990n)])).toEqual([answerAt(990n)]);
    expect(server.requests.length - before).toBe(2);
  });

  test('stands in its own block, wherever a reorg moved it', async () => {
    const { source } = await aSource(parts);
    expect(await source.lookAgain([moved(answerAt(985n)), moved(answerAt(995n))])).toEqual([
      answerAt(990n),
      answerAt(990n),
    ]);
  });

  test.each([[[]], [[aDelivery(1, 990n, { isSuccess: false })]]])(
    'and is there no more, or tells the other end, is left out',
    async (transactions) => {
      const { source } = await aSource({ ...parts, transactions });
      expect(await source.lookAgain([answerAt(990n)])).toEqual([]);
    },
  );

  test('of another block than the chain has is asked for again later', async () => {
    const { source } = await aSource(parts, (method) =>
      method === 'eth_getTransactionReceipt'
        ? { blockHash: hashOf('fork'), blockNumber: '0x3de', status: '0x1' }
        : undefined,
    );
    expect(await failureOf(source.lookAgain([answerAt(990n)]))).toMatchObject({
      code: 'rpc_contradiction',
      isTransient: true,
    });
  });
});

function refused(isIt: boolean): undefined {
  if (isIt) throw new RpcFailure(-32_000, 'not now');
  return undefined;
}

async function aSource(known: DeliveringParts, misbehave: RpcHandler = () => undefined) {
  const chain = aDeliveringChain(known);
  const server = await aNode((method, params) => {
    const answer = misbehave(method, params);
    return answer === undefined ? chain(method, params) : answer;
  });
  return { server, ...(await connect([server.url])) };
}
