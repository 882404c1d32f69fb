import { expect, test } from 'vitest';
import { bound, operationsOf } from '../../test/operations-of.ts';
import { dai, direct, dollars, ether, staked, usdc } from '../../test/opstack/blast.ts';
import { aTx, blast, type Emitted, ethereum, friend, user } from '../../test/opstack/logs.ts';
import type { Protocol } from '../bind.ts';

// CAST: it is one of the protocols.
const opstack = bound.get('opstack') as Protocol;

type Part = [chain: typeof ethereum, time: number, emitted: readonly Emitted[]];
const told = (...parts: Part[]) => {
  const logs = parts.flatMap(([chain, time, emitted]) => aTx({ chain, time }, ...emitted));
  return operationsOf(opstack, logs, [ethereum, blast]).map(({ about }) => ({
    sender: about.sender,
    recipient: about.recipient,
    sent: about.sent,
    received: about.received,
    paidIn: about.details?.['paidIn'],
  }));
};
const amount = '1000';
const parties = { sender: user, recipient: friend, received: undefined, paidIn: undefined };

test("of Blast's dollars, what was claimed is what was received", () => {
  const sent = { token: '0x4300000000000000000000000000000000000003', amount };
  const relayed: Part[] = [
    [blast, 1_000, dollars.upLeaves],
    [ethereum, 5_000, dollars.upRelayed],
  ];
  expect(told(...relayed)).toEqual([{ ...parties, sent }]);
  expect(told(...relayed, [ethereum, 6_000, dollars.upClaimed])).toEqual([
    { ...parties, sent, received: { token: dai, amount: '990' } },
  ]);
});

test("what Blast's bridge was paid in is told beside what its message is of", () => {
  expect(told([ethereum, 1_000, dollars.downLeaves])).toEqual([
    { ...parties, sent: { token: dai, amount }, paidIn: usdc },
  ]);
  expect(told([ethereum, 1_000, direct.leaves])).toEqual([
    { ...parties, sent: { token: staked, amount }, paidIn: staked },
  ]);
});

test('of ether that Blast has lost some of, what was paid is what was received', () => {
  expect(
    told(
      [blast, 1_000, ether.leaves],
      [ethereum, 5_000, ether.proven],
      [ethereum, 9_000, ether.arrives.filter((one) => one?.[1] !== 'ethFinalized')],
    ),
  ).toEqual([{ ...parties, sent: { amount }, received: { amount: '990' } }]);
});
