import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startSolanaNode } from '../demo/solana/start-solana-node.ts';
import { aChain, aNode } from '../test/evm-node.ts';
import { HttpFailure, type RpcHandler } from '../test/json-rpc-server.ts';
import { configSchema } from './config.ts';
import { connectChains } from './connect-chains.ts';
import { freePort } from './free-port.ts';

describe.concurrent('chains of which one has only dead endpoints', () => {
  test('are connected, with one line that names the chain and says that it is tried again', async () => {
    const dead = `http://127.0.0.1:${await freePort()}`;
    const server = await aNode(aChain({ height: 20n }));
    const { chains, lines } = await connectTo({ 'eip155:1': dead, 'eip155:8453': server.url });
    expect(await chains[1]?.source.head()).toMatchObject({ number: 20n });
    await expect(chains[0]?.source.head()).rejects.toMatchObject({
      code: 'rpc_unreachable',
      isTransient: true,
    });
    expect(lines).toEqual([
      {
        level: 50,
        chain: 'eip155:1',
        code: 'rpc_unreachable',
        msg: `No RPC endpoint of ethereum answers: ${dead} (connect ECONNREFUSED ${dead.slice(7)}). The other chains go on; this one is tried again until it answers. Check RPC_URL_1 and that the endpoint runs, or add another one after a comma.`,
      },
    ]);
  });

  test('have it back when an endpoint answers', async () => {
    let isDown = true;
    const well = aChain({ id: 1, height: 20n });
    const handler: RpcHandler = (method, params) => {
      if (isDown) throw new HttpFailure({ status: 503, body: 'starting' });
      return well(method, params);
    };
    const [late, server] = [await aNode(handler), await aNode(aChain())];
    const { chains } = await connectTo({ 'eip155:1': late.url, 'eip155:8453': server.url });
    isDown = false;
    expect(await chains[0]?.source.head()).toMatchObject({ number: 20n });
  });

  test('do not start where an endpoint is of another chain', async () => {
    const dead = `http://127.0.0.1:${await freePort()}`;
    const [right, wrong] = [await aNode(aChain()), await aNode(aChain({ id: 5 }))];
    await expect(
      connectTo({ 'eip155:1': dead, 'eip155:8453': right.url, 'eip155:10': wrong.url }),
    ).rejects.toMatchObject({ code: 'rpc_wrong_chain' });
  });
});

test('Solana clusters are connected beside EVM chains, by the genesis hash in their id', async () => {
  const node = await startSolanaNode();
  onTestFinished(() => node.stop());
  const server = await aNode(aChain({ height: 20n }));
  const own = `solana:${node.genesisHash.slice(0, 32)}`;
  const { chains } = await connectTo({ 'eip155:8453': server.url, [own]: node.url });
  node.produce(3);
  expect(chains.map(({ source }) => source.definition.family)).toEqual(['evm', 'svm']);
  expect(await chains[1]?.source.head()).toMatchObject({ number: 2n });
  const mainnet = 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp';
  await expect(connectTo({ [mainnet]: node.url })).rejects.toMatchObject({
    code: 'rpc_wrong_chain',
    recovery: expect.stringMatching(/^Set RPC_URL_SOLANA to /) as string,
  });
  const other = `solana:${'9'.repeat(32)}`;
  await expect(connectTo({ [other]: node.url })).rejects.toMatchObject({
    code: 'rpc_wrong_chain',
    recovery: expect.stringContaining(`Set chains['${other}'].rpc to `) as string,
  });
});

test('chains that have only dead endpoints, all of them, do not start: the first one is named', async () => {
  const [first, second] = [await freePort(), await freePort()];
  const urls = [first, second].map((port) => `http://127.0.0.1:${port}`);
  await expect(
    connectTo({ 'eip155:1': urls[0] ?? '', 'eip155:8453': urls[1] ?? '' }),
  ).rejects.toMatchObject({
    code: 'rpc_unreachable',
    message: expect.stringMatching(/^No RPC endpoint of ethereum answers: /) as string,
  });
});

/** Connects to chains, each by one URL; what is logged beside the time and the machine. */
async function connectTo(urls: Record<string, string>) {
  const lines: unknown[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line));
  const log = pino({ base: null, timestamp: false }, { write });
  const chains = Object.entries(urls).map(([id, url]) => [id, { rpc: [url] }] as const);
  const config = configSchema.parse({ chains: Object.fromEntries(chains) });
  return { chains: await connectChains(config, log), lines };
}
