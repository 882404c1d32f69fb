import { expect, test } from 'vitest';
import { createRandom } from '../random.ts';
import type { Sending, Standing } from '../sending.ts';
import type { CctpEnd } from './end.ts';
import type { Message } from './message.ts';
import { proceed } from './transfers.ts';

const nothing = '0x' as const;
const message: Message = {
  version: 2,
  sourceDomain: 5,
  destinationDomain: 101,
  nonce: undefined,
  sender: nothing,
  recipient: nothing,
  burnToken: nothing,
  mintRecipient: nothing,
  amount: 20_000n,
  messageSender: nothing,
  maxFee: 10n,
  minFinalityThreshold: 1_000,
};

/** A transfer whose transactions stand as `chains` says, and a list of what was done about it. */
function aTransfer(options: { isFast?: boolean; isClaimed?: boolean; givesUp?: boolean } = {}) {
  const done: string[] = [];
  const chains = { burn: 'included' as Standing, receive: 'included' as Standing, accepts: true };
  const sending = (kind: 'burn' | 'receive'): Sending => ({
    transaction: kind,
    standing: () => Promise.resolve(chains[kind]),
    again: () => {
      done.push(`${kind} again`);
      return Promise.resolve(chains.accepts);
    },
  });
  const end: CctpEnd = {
    name: 'solana',
    blockTimeMs: 400,
    domain: 5,
    v1: { tokenMessenger: '', messageTransmitter: '' },
    v2: { tokenMessenger: '', messageTransmitter: '' },
    tokenMessengerBytes: () => nothing,
    tokenBytes: nothing,
    users: [],
    burn: () => {
      done.push('burn anew');
      return Promise.resolve(sending('burn'));
    },
    receive: (_, { feeExecuted }) => {
      done.push(`receive, fee ${feeExecuted}`);
      return Promise.resolve(sending('receive'));
    },
  };
  const { isFast = true, isClaimed = true, givesUp = false } = options;
  const transfer: Parameters<typeof proceed>[0] = {
    origin: end,
    destination: end,
    version: 2,
    isFast,
    isClaimed,
    givesUp,
    deliversAfterMs: 0,
    message,
    user: 0,
    burn: sending('burn'),
    attestation: undefined,
    deliversAt: undefined,
    receive: undefined,
    lookAt: 0,
    sendsAgainAt: undefined,
  };
  const dice = createRandom(7);
  const look = async (standings: Partial<typeof chains>) => {
    Object.assign(chains, standings);
    // People have waited long enough.
    if (transfer.sendsAgainAt !== undefined) transfer.sendsAgainAt = 0;
    return await proceed(transfer, dice);
  };
  return { look, done };
}

test('a fast transfer is delivered for a fee once its burn is safe, and over when both ends are final', async () => {
  const { look, done } = aTransfer();
  expect(await look({ burn: 'included' })).toBeUndefined();
  expect(done).toEqual([]);
  expect(await look({ burn: 'safe' })).toBe('delivered');
  expect(done).toEqual(['receive, fee 2']);
  expect(await look({ burn: 'finalized', receive: 'safe' })).toBeUndefined();
  expect(await look({ receive: 'finalized' })).toBe('over');
  expect(done).toEqual(['receive, fee 2']);
});

test('any other transfer waits until its burn is finalized, and costs nothing', async () => {
  const { look, done } = aTransfer({ isFast: false });
  expect(await look({ burn: 'safe' })).toBeUndefined();
  expect(await look({ burn: 'finalized' })).toBe('delivered');
  expect(done).toEqual(['receive, fee 0']);
});

test('one that nobody claims is never delivered', async () => {
  const { look, done } = aTransfer({ isClaimed: false });
  expect(await look({ burn: 'safe' })).toBeUndefined();
  expect(await look({ burn: 'finalized' })).toBe('over');
  expect(done).toEqual([]);
});

test('a burn that a reorg dropped is given up, unless its message was delivered', async () => {
  const early = aTransfer({ givesUp: true });
  expect(await early.look({ burn: 'absent' })).toBe('abandoned');

  const late = aTransfer({ givesUp: true });
  expect(await late.look({ burn: 'safe' })).toBe('delivered');
  await late.look({ burn: 'absent' });
  expect(await late.look({ burn: 'absent' })).toBeUndefined();
  expect(late.done).toEqual(['receive, fee 2', 'burn again']);
});

test('what was dropped is sent again as it was, and written anew only where that can never land', async () => {
  const { look, done } = aTransfer();
  await look({ burn: 'safe' });
  await look({ receive: 'absent' });
  await look({});
  expect(done).toEqual(['receive, fee 2', 'receive again']);
  await look({ receive: 'absent', accepts: false });
  await look({});
  expect(done).toEqual(['receive, fee 2', 'receive again', 'receive again', 'receive, fee 2']);
  expect(await look({ receive: 'failed' })).toBe('over');
});
