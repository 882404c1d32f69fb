import { EventEmitter, once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startAnvil } from '../../demo/anvil.ts';
import { freePort } from '../../start/free-port.ts';
import { aChain, aNode, base, connect } from '../../test/evm-node.ts';
import type { JsonRpcServer } from '../../test/json-rpc-server.ts';
import { parseEndpoint } from '../endpoints/endpoint.ts';
import { openHeads } from './open-heads.ts';
import { watchNewHeads } from '../endpoints/watch-new-heads.ts';

describe('new heads', () => {
  test('of a real node are told as they come', async () => {
    const anvil = await startAnvil({ chainId: 8453 });
    onTestFinished(() => anvil.stop());
    const { source } = await connect([anvil.url, anvil.url.replace('http', 'ws')]);
    const heads = aBell();
    const stop = source.watch(heads.ring);
    onTestFinished(stop);
    // A head that comes before the subscription is not told of.
    const mining = setInterval(() => void mine(anvil.url), 100);
    onTestFinished(() => clearInterval(mining));
    await heads.rings(2);
  });

  test('are not told without a WebSocket, nor after they are not wanted any more', async () => {
    const server = await aNode(aChain());
    const { source } = await connect([server.url]);
    source.watch(() => expect.unreachable('nobody can tell'))();
    const { watch, heads } = watchOf([server]);
    const stop = watch();
    await server.subscribed();
    stop();
    await gone(server);
    expect(heads.count()).toBe(0);
  });

  test('come again after the connection broke, with one warning in all', async () => {
    const server = await aNode(aChain());
    const { watch, heads, warnings } = watchOf([server]);
    watch();
    for (let round = 1; round <= 3; round += 1) {
      await server.subscribed();
      server.pushHead();
      await heads.rings(round);
      server.dropSockets();
    }
    expect(warnings).toEqual([
      `base has lost the WebSocket ${server.socketUrl}: the connection was closed. It is connected to again; until then new blocks are found by polling.`,
    ]);
  });

  test('come again after a silence, without a warning', async () => {
    const server = await aNode(aChain());
    const { watch, heads, warnings } = watchOf([server], { silentMs: 50 });
    watch();
    await server.subscribed();
    await server.subscribed();
    server.pushHead();
    await heads.rings(1);
    expect(warnings).toEqual([]);
  });

  test('come from another endpoint where one is dead, refuses, or is none', async () => {
    const refusing = await aNode(aChain(), { takesSubscriptions: false });
    const server = await aNode(aChain());
    const dead = { socketUrl: `ws://127.0.0.1:${await freePort()}` };
    const none = { socketUrl: server.socketUrl.replace('ws', 'wss') };
    const { watch, heads, warnings } = watchOf([dead, refusing, none, server]);
    watch();
    await server.subscribed();
    server.pushHead();
    await heads.rings(1);
    expect(warnings).toHaveLength(1);
  });

  test('may be stopped at any moment', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    onTestFinished(() => void silent.close());
    const { port } = silent.address() as AddressInfo;
    const { watch, warnings } = watchOf([{ socketUrl: `ws://127.0.0.1:${port}` }]);
    const connected = once(silent, 'connection');
    const stop = watch();
    const [socket] = (await connected) as [Socket];
    stop();
    await once(socket, 'close');
    // Whatever that sets going is told by then.
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(warnings).toEqual([]);
  });

  test('come from an endpoint with a user and a password', async () => {
    const server = await aNode(aChain());
    const socketUrl = server.socketUrl.replace('://', '://us3rname:p%40ssw0rd@') + '#base';
    const { watch, heads, warnings } = watchOf([{ socketUrl }]);
    watch();
    await server.subscribed();
    server.pushHead();
    await heads.rings(1);
    expect(server.logins).toEqual([`Basic ${btoa('us3rname:p@ssw0rd')}`]);
    server.dropSockets();
    await server.subscribed();
    expect(warnings).toHaveLength(1);
    expect(warnings.join(' ')).not.toMatch(/us3rname|ssw0rd/);
  });

  test('bring no key into a warning', async () => {
    const url = `ws://127.0.0.1:${await freePort()}/v2/Zk3yZk3y?apikey=Zk3yZk3y`;
    const { watch, warned } = watchOf([{ socketUrl: url }]);
    watch();
    expect(await warned).toContain('base has lost the WebSocket ws://127.0.0.1:');
    expect(await warned).not.toContain('Zk3y');
  });
});

/** Counts, and lets a test wait until it was rung so often. */
function aBell() {
  const rung = new EventEmitter();
  let count = 0;
  return {
    count: () => count,
    ring: () => {
      count += 1;
      rung.emit(`${count}`);
    },
    rings: async (wanted: number) => {
      if (count < wanted) await once(rung, `${wanted}`);
    },
  };
}

/** Something that watches these servers, and ends with the test. */
function watchOf(
  servers: readonly Pick<JsonRpcServer, 'socketUrl'>[],
  options: { silentMs?: number } = {},
) {
  const heads = aBell();
  const warnings: string[] = [];
  let tell = (_: string) => {};
  const warned = new Promise<string>((resolve) => {
    tell = resolve;
  });
  const warn = (message: string) => {
    warnings.push(message);
    tell(message);
  };
  const endpoints = servers.map(({ socketUrl }) => parseEndpoint(socketUrl));
  const parts = {
    chainName: base.name,
    endpoints,
    blockTimeMs: 1_000,
    warn,
    open: openHeads,
    retryMs: 5,
    ...options,
  };
  const watch = () => {
    const stop = watchNewHeads(parts, heads.ring);
    onTestFinished(stop);
    return stop;
  };
  return { watch, heads, warnings, warned };
}

/** Resolves when no WebSocket is left. */
async function gone(server: JsonRpcServer): Promise<void> {
  while (server.sockets() > 0) await new Promise((resolve) => setImmediate(resolve));
}

async function mine(url: string): Promise<void> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'anvil_mine', params: ['0x1'] });
  await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
}
