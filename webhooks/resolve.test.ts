import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import { resolver } from './resolve.ts';

const A = 1;

/** A server of names that knows what is told here, and is silent about what begins with `slow`. */
async function aServer(names: Record<string, readonly number[]>) {
  const asked: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (question, { port, address }) => {
    const labels: string[] = [];
    let at = 12;
    for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
      labels.push(question.subarray(at + 1, at + 1 + length).toString());
      at += 1 + length;
    }
    const name = labels.join('.');
    const type = question.readUInt16BE(at + 1);
    asked.push(name);
    if (name.startsWith('slow')) return;
    const found = names[name];
    const isTold = found && type === A;
    const header = Buffer.alloc(12);
    question.copy(header, 0, 0, 2);
    // An answer, to a question that was to be asked further; 3: there is no such name.
    header.writeUInt16BE(0x81_80 + (found ? 0 : 3), 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(isTold ? 1 : 0, 6);
    const answer = isTold
      ? Buffer.from([0xc0, 0x0c, 0, A, 0, 1, 0, 0, 0, 60, 0, 4, ...found])
      : Buffer.alloc(0);
    socket.send(Buffer.concat([header, question.subarray(12, at + 5), answer]), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
  return { asked, resolve: resolver([`127.0.0.1:${socket.address().port}`], 60_000) };
}

const { signal } = new AbortController();

test('names are asked of the servers, and looked up in the file of hosts where these know none', async () => {
  const { resolve } = await aServer({ 'receiver.example': [192, 0, 2, 7] });
  expect(await resolve('receiver.example', signal)).toEqual([{ address: '192.0.2.7', family: 4 }]);
  const local = await resolve('localhost', signal);
  expect(local.map(({ address }) => address)).toContain('127.0.0.1');
  await expect(resolve('nowhere.invalid', signal)).rejects.toMatchObject({
    syscall: 'getaddrinfo',
  });
});

test('slow names take no thread from others and from files, and end when they are told to', async () => {
  const { asked, resolve } = await aServer({ 'receiver.example': [192, 0, 2, 7] });
  const stop = new AbortController();
  const names = Array.from({ length: 20 }, (_, i) => `slow${i}.example`);
  let ended = 0;
  const slow = names.map(async (name) => {
    const own = AbortSignal.any([stop.signal]);
    await expect(resolve(name, own)).rejects.toMatchObject({ code: 'ECANCELLED' });
    ended += 1;
  });
  await expect.poll(() => new Set(asked).size, { timeout: 20_000 }).toBe(names.length);
  expect(await resolve('receiver.example', signal)).toHaveLength(1);
  expect(await readFile('/etc/hosts', 'utf8')).not.toBe('');
  expect(ended).toBe(0);
  stop.abort();
  await Promise.all(slow);
});
