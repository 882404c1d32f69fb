import { base58 } from '@scure/base';
import { describe, expect, test } from 'vitest';
import { aSolanaNode } from '../../test/solana-node.ts';
import { callThrough, emitEvents, logEvent } from './stand-in-instructions.ts';
import { eventTag } from './stand-ins.ts';
import { createSigner } from './signer.ts';

const [one, two] = [Buffer.from('event number one'), Buffer.from('event number two')];
const tagged = (event: Buffer) => base58.encode(Buffer.concat([eventTag, event]));

describe('the stand-ins', () => {
  test('a logger leaves a line of data, whatever accounts it is given', async () => {
    const { connection, run, programs, wallet, node } = await aSolanaNode();
    const { logger } = programs;
    const signature = await run([
      logEvent({ programId: logger, event: one }),
      logEvent({
        programId: logger,
        event: two,
        accounts: [wallet.publicKey, programs.caller, programs.caller],
      }),
    ]);
    node.produce(3);
    const landed = await connection.getTransaction(signature, {
      commitment: 'finalized',
      maxSupportedTransactionVersion: 0,
    });
    expect(landed?.meta?.logMessages?.slice(0, 8)).toEqual([
      `Program ${logger.toBase58()} invoke [1]`,
      `Program data: ${one.toString('base64')}`,
      expect.stringMatching(/consumed \d+ of 1399999 compute units$/),
      `Program ${logger.toBase58()} success`,
      `Program ${logger.toBase58()} invoke [1]`,
      `Program data: ${two.toString('base64')}`,
      expect.stringMatching(/consumed \d+ of \d+ compute units$/),
      `Program ${logger.toBase58()} success`,
    ]);
  });

  test('a caller hands itself its events in inner instructions', async () => {
    const { connection, run, programs, wallet, node } = await aSolanaNode();
    const programId = programs.caller;
    const signature = await run([
      emitEvents({ programId, events: [one] }),
      emitEvents({ programId, events: [two, one], accounts: [wallet.publicKey] }),
    ]);
    node.produce(3);
    const landed = await connection.getTransaction(signature, {
      commitment: 'finalized',
      maxSupportedTransactionVersion: 0,
    });
    const keys = landed?.transaction.message.staticAccountKeys.map((key) => key.toBase58());
    const programIdIndex = keys?.indexOf(programId.toBase58());
    const inner = (event: Buffer) => ({
      programIdIndex,
      accounts: [programIdIndex],
      data: tagged(event),
      stackHeight: 2,
    });
    expect(landed?.meta?.err).toBeNull();
    expect(landed?.meta?.innerInstructions).toEqual([
      { index: 0, instructions: [inner(one)] },
      { index: 1, instructions: [inner(two), inner(one)] },
    ]);
  });

  test('a caller that is called reports one level deeper', async () => {
    const { connection, run, programs, node } = await aSolanaNode();
    const { outer, caller, logger } = programs;
    const signature = await run([
      callThrough({
        programId: outer,
        instructions: [emitEvents({ programId: caller, events: [one, two] })],
      }),
      callThrough({
        programId: outer,
        instructions: [logEvent({ programId: logger, event: one })],
      }),
    ]);
    node.produce();
    const landed = await connection.getTransaction(signature, {
      maxSupportedTransactionVersion: 0,
    });
    const shape = landed?.meta?.innerInstructions?.map(({ instructions }) =>
      // CAST: web3.js does not know the stack height.
      instructions.map((inner) => [(inner as { stackHeight?: number }).stackHeight, inner.data]),
    );
    expect(shape).toEqual([
      [
        [2, expect.any(String)],
        [3, tagged(one)],
        [3, tagged(two)],
      ],
      [[2, base58.encode(one)]],
    ]);
    expect(landed?.meta?.logMessages).toContain(`Program data: ${one.toString('base64')}`);
  });

  test('malformed data fails, and what was logged before it stays', async () => {
    const { connection, run, programs, node } = await aSolanaNode();
    const good = emitEvents({ programId: programs.caller, events: [one] });
    good.data = Buffer.concat([good.data.subarray(0, 8), Buffer.alloc(8), Buffer.alloc(3)]);
    const signature = await run([logEvent({ programId: programs.logger, event: two }), good]);
    node.produce();
    const landed = await connection.getTransaction(signature, {
      maxSupportedTransactionVersion: 0,
    });
    expect(landed?.meta?.err).toEqual({ InstructionError: [1, { Custom: 1 }] });
    expect(landed?.meta?.fee).toBe(5_000);
    expect(landed?.meta?.logMessages).toContain(`Program data: ${two.toString('base64')}`);
  });

  test('logs end after 10,000 bytes, as those of validators do', async () => {
    const { connection, run, programs, node } = await aSolanaNode();
    const event = Buffer.from([7]);
    const signature = await run(
      Array.from({ length: 60 }, () => logEvent({ programId: programs.logger, event })),
    );
    node.produce();
    const landed = await connection.getTransaction(signature, {
      maxSupportedTransactionVersion: 0,
    });
    const logs = landed?.meta?.logMessages ?? [];
    expect(landed?.meta?.err).toBeNull();
    // It is not always the last line: what is short enough to fit still comes behind it.
    expect(logs.filter((line) => line === 'Log truncated')).toHaveLength(1);
    const written = logs.filter((line) => line !== 'Log truncated').join('');
    expect(written.length).toBeLessThan(10_000);
    expect(logs.filter((line) => line.startsWith('Program data: ')).length).toBeLessThan(60);
  });
});

test('a caller calls one program at a time', () => {
  const events = [one];
  const [programId, first, second] = [1, 2, 3].map(() => createSigner().publicKey);
  expect(() =>
    callThrough({
      programId: programId!,
      instructions: [
        emitEvents({ programId: first!, events }),
        emitEvents({ programId: second!, events }),
      ],
    }),
  ).toThrow('A caller calls one program at a time, not 2.');
});
