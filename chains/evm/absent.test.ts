import { describe, expect, test } from 'vitest';
import { aChain, aNode, connect, failureOf, filter, rangesOf } from '../../test/evm-node.ts';
import { RpcFailure } from '../../test/json-rpc-server.ts';

/** As several nodes do behind one URL: one of them shows the newest block, another one has no logs of it yet. */
async function connectTo(refusal: () => Error) {
  const chain = aChain({ height: 100n });
  const server = await aNode((method, params) => {
    const { toBlock } = (params[0] ?? {}) as { toBlock?: string };
    if (method === 'eth_getLogs' && BigInt(toBlock ?? 0) >= 100n) throw refusal();
    return chain(method, params);
  });
  return { server, ...(await connect([server.url])) };
}

describe.concurrent('a node that has no logs of the newest block yet', () => {
  test.each<[number, string]>([
    [-32602, 'block range extends beyond current head block'],
    [-32000, 'block range extends beyond latest executed block'],
    [-32000, 'unknown block'],
    [-32000, 'header not found'],
    [-32000, 'requested from block 98 to 100 after last accepted block 99'],
    [-32019, 'block is out of range'],
  ])('and says so by %d %s is asked again, for as much', async (code, text) => {
    const { source, server } = await connectTo(() => new RpcFailure(code, text));
    for (const linked of [true, false]) {
      expect(await failureOf(source.read({ from: 98n, to: 100n }, filter, { linked }))).toEqual({
        code: 'rpc_malformed',
        message: `base did not answer eth_getLogs: ${text}.`,
        recovery: 'It is asked again; if this lasts, check the RPC endpoint or add another one.',
        isTransient: true,
      });
    }
    expect(rangesOf(server)).toEqual(['0x62 0x64']);
    expect(source.endpoints()).toMatchObject([{ isHealthy: true }]);
  });

  test('and refuses what is near it does not make the strides of old blocks shorter', async () => {
    const { source } = await connectTo(() => new RpcFailure(-32602, 'internal: try again'));
    await source.read({ from: 1n, to: 90n }, filter);
    const before = source.stride();
    await source.read({ from: 90n, to: 100n }, filter, { linked: true });
    await source.read({ from: 1n, to: 90n }, filter);
    expect(source.stride()).toBe(before);
  });
});
