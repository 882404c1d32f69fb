import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { freePort } from './free-port.ts';
import { serveApp } from './serve-app.ts';

/** A server whose answers are held until they are let go, and what it says to bytes. */
async function aServer(answerMs?: number) {
  const port = await freePort();
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  const asked: string[] = [];
  const fetch = async ({ url }: Request) => {
    const { pathname } = new URL(url);
    asked.push(pathname);
    if (pathname !== '/quick') await held;
    return new Response(pathname);
  };
  const log = pino({ level: 'silent' });
  const stop = await serveApp(
    { fetch },
    { host: '127.0.0.1', port, log, ...(answerMs && { answerMs }) },
  );
  const socket = connect(port, '127.0.0.1');
  const said = text(socket).catch(() => '');
  const ask = async (path: string) => {
    socket.write(`GET ${path} HTTP/1.1\r\nhost: a\r\n\r\n`);
    await expect.poll(() => asked, { timeout: 20_000 }).toContain(path);
  };
  return { ask, said, stop, letGo: () => release() };
}

test('a server that stops finishes its answers, and closes a connection behind what it asked last', async () => {
  const { ask, said, stop, letGo } = await aServer();
  await ask('/first');
  const stopped = stop();
  await ask('/quick');
  letGo();
  const answers = await said;
  expect(answers.match(/HTTP\/1\.1 200|connection: \S+|\/first|\/quick/gi)).toEqual([
    'HTTP/1.1 200',
    expect.stringMatching(/^connection: keep-alive$/i),
    '/first',
    'HTTP/1.1 200',
    expect.stringMatching(/^connection: close$/i),
    '/quick',
  ]);
  await stopped;
});

test('an answer that takes too long is cut then', async () => {
  const { ask, said, stop } = await aServer(1);
  await ask('/never');
  await stop();
  expect(await said).toBe('');
});
