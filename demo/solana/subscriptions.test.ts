import { once } from 'node:events';
import { Connection, SystemProgram } from '@solana/web3.js';
import type { Logs } from '@solana/web3.js';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { aSolanaNode } from '../../test/solana-node.ts';
import { openSolanaWallet } from './open-solana-wallet.ts';
import { createSigner } from './signer.ts';
import { logEvent } from './stand-in-instructions.ts';
import { startSolanaNode } from './start-solana-node.ts';

describe('a subscription', () => {
  test('tells slots, with their parents, and roots', async () => {
    const { node } = await aSolanaNode();
    const socket = await aSocket(node.wsUrl);
    expect(await socket.call('slotSubscribe')).toMatchObject({ result: 1 });
    expect(await socket.call('rootSubscribe')).toMatchObject({ result: 2 });
    node.produce();
    node.skip();
    node.produce(2);
    await vi.waitFor(() => expect(socket.told).toHaveLength(4));
    expect(socket.told).toEqual([
      ['slotNotification', 1, { slot: 2, parent: 1, root: 0 }],
      ['slotNotification', 1, { slot: 4, parent: 2, root: 0 }],
      ['slotNotification', 1, { slot: 5, parent: 4, root: 1 }],
      ['rootNotification', 2, 1],
    ]);
  });

  test('tells the logs of who is mentioned, when they reach its commitment', async () => {
    const { node, connection, run, programs } = await aSolanaNode();
    const { logger } = programs;
    const told: [string, Logs][] = [];
    const ids = (['processed', 'confirmed', 'finalized'] as const).map((commitment) =>
      connection.onLogs(logger, (logs) => void told.push([commitment, logs]), commitment),
    );
    const all: Logs[] = [];
    ids.push(connection.onLogs('all', (logs) => void all.push(logs), 'processed'));
    onTestFinished(async () => {
      await Promise.all(ids.map((id) => connection.removeOnLogsListener(id)));
    });
    await settled(connection, ids);

    const other = await run([]);
    const event = Buffer.from('an event');
    const signature = await run([logEvent({ programId: logger, event })]);
    await vi.waitFor(() => expect(all).toHaveLength(2));
    expect(all.map((logs) => logs.signature)).toEqual([other, signature]);
    const logs = { signature, err: null, logs: expect.any(Array) };
    expect(told).toEqual([['processed', logs]]);
    expect(told[0]?.[1].logs).toContain(`Program data: ${event.toString('base64')}`);
    node.produce(3);
    await vi.waitFor(() => expect(told).toHaveLength(3));
    expect(told).toEqual([
      ['processed', logs],
      ['confirmed', logs],
      ['finalized', logs],
    ]);
  });

  test('of a signature is answered once, also if it has landed before', async () => {
    const { node, wallet, run } = await aSolanaNode();
    const socket = await aSocket(node.wsUrl);
    const early = await wallet.send([]);
    await socket.call('signatureSubscribe', early, { commitment: 'confirmed' });
    node.produce(2);
    await vi.waitFor(() => expect(socket.told).toHaveLength(1));
    const late = await run([]);
    await socket.call('signatureSubscribe', late, { commitment: 'processed' });
    await vi.waitFor(() => expect(socket.told).toHaveLength(2));
    const value = { err: null };
    expect(socket.told).toMatchObject([
      ['signatureNotification', 1, { value }],
      ['signatureNotification', 2, { value }],
    ]);
    expect(await socket.call('signatureUnsubscribe', 2)).toMatchObject({
      error: { code: -32602, message: 'Invalid subscription id.' },
    });
  });

  test('ends when it is asked to', async () => {
    const { node } = await aSolanaNode();
    const socket = await aSocket(node.wsUrl);
    await socket.call('slotSubscribe');
    node.produce();
    expect(await socket.call('slotUnsubscribe', 1)).toMatchObject({ result: true });
    node.produce();
    expect(await socket.call('getSlot')).toMatchObject({ error: { code: -32601 } });
    expect(socket.told).toHaveLength(1);
  });

  test('can be had on the port of HTTP too', async () => {
    const { node } = await aSolanaNode();
    const socket = await aSocket(node.url.replace('http', 'ws'));
    expect(await socket.call('logsSubscribe', { mentions: [] })).toMatchObject({
      error: { code: -32602, message: 'Invalid Request: Only 1 address supported' },
    });
    expect(await socket.call('logsSubscribe', 'all')).toMatchObject({ result: 1 });
  });
});

test('web3.js sends and confirms a transaction on a node with a clock', async () => {
  const node = await startSolanaNode({ slotMs: 20, finalLag: 3, skipEvery: 4 });
  onTestFinished(() => node.stop());
  const connection = new Connection(node.url, 'confirmed');
  const wallet = openSolanaWallet({ connection });
  const signature = await connection.requestAirdrop(wallet.publicKey, 5e9);
  const latest = await connection.getLatestBlockhash();
  const { value } = await connection.confirmTransaction({ signature, ...latest });
  expect(value).toEqual({ err: null });

  const { publicKey: toPubkey } = createSigner();
  const { publicKey: fromPubkey } = wallet;
  const transfer = SystemProgram.transfer({ fromPubkey, toPubkey, lamports: 1e9 });
  await wallet.landed(await wallet.send([transfer], { preflight: true }), {
    commitment: 'finalized',
  });
  expect(await connection.getBalance(toPubkey, 'finalized')).toBe(1e9);
});

/** A raw connection: what was told is a list of method, subscription and result. */
async function aSocket(url: string) {
  const socket = new WebSocket(url);
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  const told: unknown[] = [];
  const answers = new Map<number, (answer: unknown) => void>();
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString('utf8'));
    if (message.method === undefined) answers.get(message.id)?.(message);
    else told.push([message.method, message.params.subscription, message.params.result]);
  });
  let id = 0;
  const call = async (method: string, ...params: unknown[]) => {
    id += 1;
    const answered = new Promise((resolve) => answers.set(id, resolve));
    socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    return await answered;
  };
  return { told, call };
}

/** Waits until web3.js, which connects in its own time, has subscribed. */
async function settled(connection: Connection, ids: readonly number[]): Promise<void> {
  const states = new Map<number, string>();
  for (const id of ids) {
    // CAST: a method that web3.js hides; there is no other way to learn that a subscription stands.
    const { _onSubscriptionStateChange } = connection as unknown as {
      _onSubscriptionStateChange: (id: number, told: (state: string) => void) => () => void;
    };
    _onSubscriptionStateChange.call(connection, id, (state) => void states.set(id, state));
  }
  await vi.waitFor(() => expect([...states.values()]).toEqual(ids.map(() => 'subscribed')));
}
