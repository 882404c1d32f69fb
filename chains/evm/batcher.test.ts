import { describe, expect, test } from 'vitest';
import {
  aChain,
  aLog,
  aNode,
  connect,
  failureOf,
  filter,
  hashOf,
  lengthOf,
  withReceipts,
} from '../../test/evm-node.ts';
import {
  HttpFailure,
  RpcFailure,
  type JsonRpcServerOptions,
  type RpcAnswer,
} from '../../test/json-rpc-server.ts';

const heights = Array.from({ length: 10 }, (_, index) => BigInt(index + 1));
type OnBatch = NonNullable<JsonRpcServerOptions['onBatch']>;

describe.concurrent('the answers of a batch', () => {
  test.each<[string, OnBatch]>([
    ['in another order', (answers) => answers.toReversed()],
    ['with text for ids', (answers) => answers.map((one) => ({ ...one, id: String(one.id) }))],
    ['with one more that nobody asked for', (answers) => [{ id: 0, result: null }, ...answers]],
  ])('%s belong to the calls of their ids', async (_, onBatch) => {
    const { source } = await connectTo(onBatch);
    const headers = await source.headers(heights);
    expect(headers.map(({ hash }) => hash)).toEqual(heights.map(hashOf));
  });

  test.each<[string, OnBatch]>([
    ['one of them missing', (answers) => answers.slice(1)],
    ['one missing and another one twice', ([, ...rest]) => [...rest, ...rest.slice(0, 1)]],
    ['one of them twice, with another result', withAnother],
    ['all ids null', (answers) => answers.map((one) => ({ ...one, id: null }))],
    [
      'ids of other calls',
      (answers) => answers.map((one) => ({ ...one, id: Number(one.id) + 1_000 })),
    ],
    [
      'ids that are shifted by one',
      (answers) => answers.map((one) => ({ ...one, id: Number(one.id) + 1 })),
    ],
  ])('with %s: no call gets the answer of another one', async (_, onBatch) => {
    let isWell = true;
    const { source } = await connectTo((answers) => (isWell ? answers : onBatch(answers)));
    isWell = false;
    const outcome = await source.headers(heights).then(
      (headers) => headers.map(({ hash }) => hash),
      () => 'refused',
    );
    expect([heights.map(hashOf), 'refused']).toContainEqual(outcome);
  });

  test('with two for one call are not believed, neither of them', async () => {
    let isWell = true;
    const server = await aNode(aChain({ height: 20n, logs: [aLog({ block: 5n })] }), {
      onBatch: (answers) =>
        isWell
          ? answers
          : answers.flatMap((one) =>
              Array.isArray(one.result) ? [one, { ...one, result: [] }] : [one],
            ),
    });
    const { source } = await connect([server.url]);
    isWell = false;
    expect(await failureOf(source.read({ from: 1n, to: 9n }, filter))).toMatchObject({
      code: 'rpc_unreachable',
      message: 'base did not answer eth_getLogs: the answer is no JSON-RPC.',
      isTransient: true,
    });
  });

  test('whose ids are always shifted make an endpoint one that is used without batches', async () => {
    let isWell = true;
    const { source, server } = await connectTo((answers) =>
      isWell ? answers : answers.map((one) => ({ ...one, id: Number(one.id) + 1 })),
    );
    isWell = false;
    expect((await source.headers(heights)).map(({ hash }) => hash)).toEqual(heights.map(hashOf));
    const before = server.posts.length;
    await source.headers(heights);
    expect(server.posts.slice(before).map(({ batch }) => batch)).toEqual(heights.map(() => 0));
  });
});

describe.concurrent('an endpoint that takes short batches only', () => {
  const refusals: [string, () => Error][] = [
    ['HTTP 413', () => new HttpFailure({ status: 413, body: 'Payload Too Large' })],
    ['HTTP 400', () => new HttpFailure({ status: 400, body: '{"error":"batch too large"}' })],
    ['an RPC error', () => new RpcFailure(-32600, 'batch size exceeds the limit of 3')],
  ];

  test.each(refusals)(
    'and says so by %s is given shorter ones from then on',
    async (_, refusal) => {
      const { source, server } = await connectTo((answers) => {
        if (answers.length > 3) throw refusal();
        return answers;
      });
      expect((await source.headers(heights)).map(({ hash }) => hash)).toEqual(heights.map(hashOf));
      const before = server.posts.length;
      await source.headers(heights);
      expect(server.posts.slice(before).every(({ batch }) => batch <= 3)).toBe(true);
    },
  );

  test('is given the receipts of a full block', async () => {
    const logs = Array.from({ length: 250 }, (_, index) =>
      aLog({ block: 5n, index, transaction: hashOf(`transaction ${index}`) }),
    );
    const chain = aChain({ height: 20n, logs });
    const server = await aNode(
      (method, params) =>
        method === 'eth_getTransactionReceipt'
          ? { blockHash: hashOf(5n), logs: logs.filter((log) => log.transactionHash === params[0]) }
          : chain(method, params),
      {
        onBatch: (answers) => {
          if (answers.length > 10) throw new RpcFailure(-32600, 'too many calls in one batch');
          return answers;
        },
      },
    );
    const { source } = await connect([server.url]);
    const reading = await source.read({ from: 5n, to: 5n }, withReceipts);
    expect(reading.logs.map(({ receiptIndex }) => receiptIndex)).toEqual(logs.map(() => 0));
  });

  test('is given longer ones again when it takes them', async () => {
    let limit = 3;
    const { source, server } = await connectTo((answers) => {
      if (answers.length > limit) throw new RpcFailure(-32600, 'batch too large');
      return answers;
    });
    await source.headers(heights);
    limit = 100;
    for (let read = 0; read < 10; read += 1) await source.headers(heights);
    expect(server.posts.at(-1)?.batch).toBe(10);
  });
});

test('a batch that was refused for what was in it does not make batches shorter', async () => {
  const chain = aChain({ height: 20n });
  const server = await aNode((method, params) => {
    if (method === 'eth_getLogs' && lengthOf(params) > 10n)
      throw new HttpFailure({ status: 413, body: 'Too Large' });
    return chain(method, params);
  });
  const { source } = await connect([server.url]);
  await source.read({ from: 1n, to: 20n }, filter);
  const before = server.posts.length;
  await source.headers(heights);
  expect(server.posts.slice(before).map(({ batch }) => batch)).toEqual([10]);
});

function withAnother(answers: RpcAnswer[]): RpcAnswer[] {
  const [first, second] = answers;
  return first && second ? [...answers, { ...first, result: second.result }] : answers;
}

test('two ranges that are too large together are not: batches stay as long as they are', async () => {
  const heavy = [2n, 300n].map((block) => aLog({ block, data: `0x${'00'.repeat(3_000_000)}` }));
  const server = await aNode(aChain({ height: 400n, logs: heavy }));
  const { source } = await connect([server.url]);
  const halves = [
    { from: 1n, to: 200n },
    { from: 201n, to: 400n },
  ];
  await Promise.all(halves.map((range) => source.read(range, filter)));
  await source.headers(heights);
  expect(server.posts.at(-1)?.batch).toBe(heights.length);
});

async function connectTo(onBatch: OnBatch) {
  const server = await aNode(aChain({ height: 20n }), { onBatch });
  const { source } = await connect([server.url]);
  return { source, server };
}
