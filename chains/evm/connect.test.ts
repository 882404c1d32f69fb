import { describe, expect, test } from 'vitest';
import { freePort } from '../../start/free-port.ts';
import { filter, aChain, aNode, connect, failureOf } from '../../test/evm-node.ts';
import {
  HttpFailure,
  RpcFailure,
  type RawAnswer,
  type RpcHandler,
} from '../../test/json-rpc-server.ts';

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

  test('an endpoint that mixes up its answers about itself is used, without batches', async () => {
    const server = await aNode(aChain({ height: 20n }), {
      onBatch: (answers) =>
        answers.map((one, index) => ({ ...one, id: answers.at(-1 - index)?.id ?? one.id })),
    });
    const { source } = await connect([server.url]);
    const before = server.posts.length;
    expect((await source.head()).number).toBe(20n);
    expect(server.posts.slice(before).map(({ batch }) => batch)).toEqual([0, 0, 0]);
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
      `base does without the RPC endpoint ${dead} until it answers: connect ECONNREFUSED ${dead.slice(7)}.`,
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
    const { source } = await connect([silent.url, server.url]);
    const asked = silent.posts.length;
    expect((await source.head()).number).toBe(20n);
    // Connecting has waited for it; nothing after that does.
    expect(silent.posts).toHaveLength(asked);
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

  test('a call that both endpoints refuse is tried once at each', async () => {
    const chain = aChain({ height: 20n });
    const refusing: RpcHandler = (method, params) => {
      if (params[0] === '0x7') throw new RpcFailure(-32603, 'internal error');
      return chain(method, params);
    };
    const [first, second] = [await aNode(refusing), await aNode(refusing)];
    const { source } = await connect([first.url, second.url]);
    await failureOf(source.headers([7n]));
    expect([first.count('eth_getBlockByNumber'), second.count('eth_getBlockByNumber')]).toEqual([
      1, 1,
    ]);
  });
});
