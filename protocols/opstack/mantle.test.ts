import { expect, test } from 'vitest';
import type { Operation } from '../../core/operation.ts';
import { bound, operationsOf } from '../../test/operations-of.ts';
import {
  aTx,
  type Emitted,
  ethereum,
  friend,
  mantle,
  ofMantle,
  user,
} from '../../test/opstack/logs.ts';
import {
  bothLeave,
  depositLog,
  ether,
  etherTransfers,
  mnt,
  mntTransfers,
  oldTransfer,
  passedLog,
  withdrawalOf,
} from '../../test/opstack/mantle.ts';
import type { Protocol } from '../bind.ts';

// CAST: it is one of the protocols.
const opstack = bound.get('opstack') as Protocol;

type Part = [chain: typeof ethereum, time: number, emitted: readonly Emitted[]];
const told = (...parts: Part[]) => {
  const logs = parts.flatMap(([chain, time, emitted]) => aTx({ chain, time }, ...emitted));
  return operationsOf(opstack, logs, [ethereum, mantle]).map(tell);
};
const tell = ({ about }: Operation) => ({
  sent: about.sent,
  ...(about.received && { received: about.received }),
  recipient: about.recipient,
  ...(about.details?.['mnt'] && { mnt: about.details['mnt'] }),
});
const amount = '1000';

test("each of Mantle's two coins is a token where it is not the coin", () => {
  expect(
    told([ethereum, 1_000, mntTransfers.downLeaves], [mantle, 1_100, mntTransfers.downArrives]),
  ).toEqual([{ sent: { token: mnt, amount }, received: { amount }, recipient: friend }]);
  expect(told([mantle, 1_000, mntTransfers.upLeaves])).toEqual([
    { sent: { amount }, recipient: friend },
  ]);
  expect(told([ethereum, 1_000, etherTransfers.downLeaves])).toEqual([
    { sent: { amount }, recipient: friend },
  ]);
  expect(told([mantle, 1_000, etherTransfers.upLeaves])).toEqual([
    { sent: { token: ether, amount }, recipient: friend },
  ]);
  expect(told([mantle, 1_000, oldTransfer.leaves])).toEqual([
    { sent: { amount }, recipient: friend },
  ]);
});

test('of two coins that go together, one is what was sent, and the other in the details', () => {
  expect(told([ethereum, 1_000, bothLeave])).toEqual([
    { sent: { amount: '6' }, recipient: friend, mnt: '5' },
  ]);
  const withdrawal = withdrawalOf({ mntValue: 5n, ethValue: 6n });
  expect(told([mantle, 1_000, [passedLog(withdrawal)]])).toEqual([
    { sent: { token: ether, amount: '6' }, recipient: friend, mnt: '5' },
  ]);
  const plain = { from: user, to: friend, data: '0x' } as const;
  expect(told([ethereum, 1_000, [depositLog(plain, [5n, 6n])]])).toEqual([
    { sent: { amount: '6' }, recipient: friend, mnt: '5' },
  ]);
  expect(told([ethereum, 1_000, [depositLog(plain, [5n, 0n], 0n)]])).toEqual([
    { sent: { token: mnt, amount: '5' }, recipient: friend },
  ]);
});

test("a deposit of a version that Mantle's portal has not is kept, and is no leg", () => {
  const [log] = aTx({ chain: ethereum, time: 1 }, [
    ofMantle.portal,
    'deposited',
    { from: user, to: friend, version: 2n, opaqueData: '0x' },
  ]);
  if (!log) throw new Error('one log');
  expect(opstack.capture(log)).toMatchObject({
    type: 'unreadable',
    reason: 'a deposit of version 2',
  });
});
