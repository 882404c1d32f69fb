import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { parseEndpoint } from '../endpoints/endpoint.ts';
import { watchNewHeads } from '../endpoints/watch-new-heads.ts';
import { openSlots } from './open-slots.ts';

/** A node's WebSocket that answers a subscription with `result`, or with an error. */
async function aSocket({ isRefused = false } = {}) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const subscribers: WebSocket[] = [];
  let subscriptions = 0;
  server.on('connection', (socket) => {
    socket.on('message', (message: Buffer) => {
      // CAST: web3.js's own calls.
      const { id, method } = JSON.parse(message.toString()) as { id: number; method: string };
      expect(method).toBe('slotSubscribe');
      subscriptions += 1;
      const error = { code: -32_601, message: 'Method not found' };
      socket.send(
        JSON.stringify({ jsonrpc: '2.0', id, ...(isRefused ? { error } : { result: 1 }) }),
      );
      if (!isRefused) subscribers.push(socket);
    });
  });
  onTestFinished(() => server.close());
  const { port } = server.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${port}/secret-key`,
    subscriptions: () => subscriptions,
    isSubscribed: () => subscribers.length > 0,
    push: () => {
      const params = { subscription: 1, result: { slot: 5, parent: 4, root: 1 } };
      const notification = { jsonrpc: '2.0', method: 'slotNotification', params };
      for (const socket of subscribers) socket.send(JSON.stringify(notification));
    },
    drop: () => {
      for (const socket of subscribers.splice(0)) socket.terminate();
    },
    clients: () => server.clients.size,
  };
}

function watch(url: string, { silentMs = 60_000 } = {}) {
  const warnings: string[] = [];
  let rings = 0;
  const stop = watchNewHeads(
    {
      chainName: 'solana',
      endpoints: [parseEndpoint(url)],
      blockTimeMs: 400,
      warn: (message) => warnings.push(message),
      open: openSlots,
      silentMs,
      retryMs: 10,
    },
    () => (rings += 1),
  );
  onTestFinished(stop);
  return { stop, warnings, rings: () => rings };
}

const until = (passes: () => boolean) =>
  expect.poll(passes, { timeout: 5_000, interval: 10 }).toBe(true);

test('slots ring, also after the connection broke, with one warning in all', async () => {
  const socket = await aSocket();
  const { rings, warnings } = watch(socket.url);
  for (let round = 1; round <= 3; round += 1) {
    await until(socket.isSubscribed);
    socket.push();
    await until(() => rings() === round);
    socket.drop();
  }
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatch(
    /^solana has lost the WebSocket ws:\/\/127.0.0.1:\d+: the connection was closed\./,
  );
  expect(warnings[0]).not.toContain('secret');
});

test('a connection on which no slot comes is made anew, and nobody has to know', async () => {
  const socket = await aSocket();
  const { warnings } = watch(socket.url, { silentMs: 30 });
  await until(() => socket.subscriptions() > 2);
  expect(warnings).toEqual([]);
});

test('a node that refuses is asked again with longer and longer pauses', async () => {
  const socket = await aSocket({ isRefused: true });
  const startedAt = performance.now();
  const { warnings } = watch(socket.url);
  await until(() => socket.subscriptions() > 6);
  // Six pauses, each twice as long as the one before, of which a quarter may be lacking: 10 to 320 ms.
  expect(performance.now() - startedAt).toBeGreaterThan(0.75 * 630);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatch('Method not found');
});

test('whoever stops leaves no connection behind, made or being made', async () => {
  const socket = await aSocket();
  const { stop } = watch(socket.url);
  await until(socket.isSubscribed);
  stop();
  await until(() => socket.clients() === 0);
  // Accepts, and never says a word.
  const mute = createServer(() => {}).listen(0, '127.0.0.1');
  onTestFinished(() => void mute.close());
  await once(mute, 'listening');
  const connected = once(mute, 'connection');
  const hanging = watch(`ws://127.0.0.1:${(mute.address() as AddressInfo).port}`);
  // CAST: what a server says of a connection.
  const [connection] = (await connected) as [NodeJS.Socket & { destroyed: boolean }];
  hanging.stop();
  await until(() => connection.destroyed);
});
