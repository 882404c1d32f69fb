import { connect as openSocket, createServer, type AddressInfo, type Socket } from 'node:net';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { createDatabase } from '../test/database.ts';
import { listen } from './listen.ts';

/** A way to a database that may go dead: nothing passes any more, and nobody is told. */
async function aWay(url: string) {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let opened = 0;
  const server = createServer((socket) => {
    opened += 1;
    const other = openSocket(Number(target.port), target.hostname);
    for (const one of [socket, other]) {
      sockets.add(one);
      one.on('error', () => {});
      one.on('close', () => sockets.delete(one));
    }
    socket.pipe(other).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const way = new URL(url);
  way.hostname = '127.0.0.1';
  // CAST: a server on a port has such an address.
  way.port = String((server.address() as AddressInfo).port);
  return {
    url: way.href,
    opened: () => opened,
    goDead: () => {
      for (const socket of sockets) socket.unpipe().pause();
    },
  };
}

test('a connection whose other end is gone without a word is made again', async () => {
  const { pool, url } = await createDatabase();
  const way = await aWay(url);
  let rings = 0;
  const listener = listen({
    databaseUrl: way.url,
    channel: 'news',
    session: 'a listener',
    ring: async () => (rings += 1),
    log: pino({ level: 'silent' }),
    probeMs: 50,
    answerMsMax: 2_000,
  });
  onTestFinished(() => listener.stop());
  const until = { timeout: 25_000 };
  await expect.poll(() => rings, until).toBe(1);
  way.goDead();
  await expect.poll(way.opened, until).toBeGreaterThan(1);
  await expect.poll(() => rings, until).toBeGreaterThan(1);
  const before = rings;
  await pool.query('notify news');
  await expect.poll(() => rings, until).toBeGreaterThan(before);
});
