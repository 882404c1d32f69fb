import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { expect, onTestFinished, test } from 'vitest';
import { aNotice } from '../../test/a-notice.ts';
import { addOperations, anAlertWorld, moveOn } from '../../test/alert-world.ts';
import { bindChannel, channelSchema } from '../index.ts';

const refusal = (code: number, text: string) =>
  Object.assign(new Error(text), { responseCode: code });

/** A mail server on a port of its own. */
async function listening(server: SMTPServer): Promise<number> {
  // Clients that are gone are no errors of ours.
  server.on('error', () => {});
  const socket = server.listen(0, '127.0.0.1');
  await once(socket, 'listening');
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  // CAST: a server on a port has such an address.
  return (socket.address() as AddressInfo).port;
}

/** A mail server that refuses the first ones for a while, in each of the ways that there are. */
async function aMailServer() {
  const mails: string[] = [];
  let sessions = 0;
  const server = new SMTPServer({
    authOptional: false,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onConnect: (_, done) => {
      sessions += 1;
      if (sessions === 1) return done(refusal(421, 'come again later'));
      // Says nothing at all.
      if (sessions === 2) return;
      done();
    },
    onAuth: ({ username, password }, _, done) => {
      if (sessions === 3) return done(refusal(454, 'hush hush is not known for now'));
      const isKnown = username === 'midflight' && password === 'hush';
      done(isKnown ? null : refusal(535, 'no'), { user: username });
    },
    onData: (stream, _, done) => {
      let text = '';
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
      stream.on('end', () => {
        if (sessions === 4) return done(refusal(452, 'mailbox full'));
        mails.push(text);
        done();
      });
    },
  });
  return { port: await listening(server), mails };
}

/** A server that answers its first command for ever, a line now and then. */
async function aTalker() {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.write('220 hello\r\n');
    const talk = setInterval(() => socket.write('250-and more\r\n'), 20);
    socket.on('close', () => {
      clearInterval(talk);
      sockets.delete(socket);
    });
  });
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  // CAST: a server on a port has such an address.
  return { port: (listening.address() as AddressInfo).port, sockets };
}

test('a try ends in its time, and its connection with it, though the server never falls silent', async () => {
  const { port, sockets } = await aTalker();
  const config = channelSchema.parse({
    type: 'email',
    host: '127.0.0.1',
    port,
    requireTls: false,
    from: 'midflight@example.com',
    to: ['oncall@example.com'],
  });
  const world = await anAlertWorld({ channels: { mail: bindChannel(config, () => '') } });
  await addOperations(world, ['route:a']);
  await world.check();
  await world.pass(60);
  await world.tellUntil(() => world.outcomes.includes('mail failed'));
  expect((await world.notices()).map(({ lastReason }) => lastReason)).toEqual([
    'not done within 400 ms',
  ]);
  await expect.poll(() => sockets.size, { timeout: 20_000 }).toBe(0);
});

test('mail arrives in one thread, though the server refuses it in every way first', async () => {
  const { port, mails } = await aMailServer();
  const config = channelSchema.parse({
    type: 'email',
    host: '127.0.0.1',
    port,
    requireTls: false,
    user: 'midflight',
    passwordEnv: 'SMTP_PASSWORD',
    from: 'midflight@example.com',
    to: ['oncall@example.com', 'two@example.com'],
  });
  const channel = bindChannel(config, () => 'hush');
  const world = await anAlertWorld({ channels: { mail: channel } });
  const id = 'route:a\r\nBcc: evil@example.com';
  await addOperations(world, [id]);
  await world.check();
  await world.pass(60);
  await world.tellUntil(() => mails.length > 0);
  await moveOn(world, [id]);
  await world.pass(15);
  await world.pass(120);
  await world.tellUntil(() => mails.length > 1);

  const header = (name: string) =>
    mails.map((mail) => new RegExp(`^${name}: (.*)\r$`, 'im').exec(mail)?.[1]);
  const [alert] = await world.alerts();
  expect(header('Subject')).toEqual([
    'Stuck after 1 h 1 min: route from here to there',
    'Resolved: Stuck after 1 h 1 min: route from here to there',
  ]);
  expect(header('To')).toEqual(
    Array.from({ length: 2 }, () => 'oncall@example.com, two@example.com'),
  );
  expect(header('Bcc')).toEqual([undefined, undefined]);
  expect(header('References')).toEqual(
    Array.from({ length: 2 }, () => `<${alert?.id}@midflight.invalid>`),
  );
  expect(mails[0]).toContain('Operation: route:a Bcc: evil@example.com');
  expect((await world.notices()).map(({ state }) => state)).toEqual(['sent', 'sent']);
  expect(world.outcomes.filter((outcome) => outcome === 'mail failed')).toHaveLength(4);
  expect(world.logged.join('\n')).not.toContain('hush');
});

test('mail that is taken for one recipient alone is sent, and says for whom it was not', async () => {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onRcptTo: ({ address }, _, done) =>
      done(address === 'two@example.com' ? refusal(550, 'no such user') : null),
    onData: (stream, _, done) => {
      stream.on('end', () => done());
      stream.resume();
    },
  });
  const config = channelSchema.parse({
    type: 'email',
    host: '127.0.0.1',
    port: await listening(server),
    requireTls: false,
    from: 'midflight@example.com',
    to: ['oncall@example.com', 'two@example.com'],
  });
  const signal = new AbortController().signal;
  expect(
    await bindChannel(config, () => '').send(aNotice(), { signal, timeoutMs: 10_000 }),
  ).toEqual({
    type: 'sent',
    status: 250,
    detail: expect.stringMatching(/^250 .*; refused: two@example\.com$/),
  });
});
