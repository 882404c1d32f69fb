import fc from 'fast-check';
import { concat, encodeFunctionData, parseAbi } from 'viem';
import { expect, test } from 'vitest';
import type { Hex } from '../../core/raw-log.ts';
import { encodeCalls, encodeTransfer } from './payload.ts';
import { decodeReceive, decodeStored, executeStoredSelector, receiveSelectors } from './receive.ts';

const HUB = '0x60c5681bd1db4e50735c4ca3386005a4ba4937c0';
const SIGNATURES: Hex[] = [`0x${'a1'.repeat(65)}`, `0x${'b2'.repeat(65)}`];
/** Larger than what a double holds, as those of Bitcoin are. */
const CONN_SN = 2n ** 60n + 1n;
const payload = encodeTransfer({ token: '0x', from: HUB, to: HUB, amount: 5n, data: '0x' });

const newer = encodeFunctionData({
  abi: parseAbi(['function recvMessage(uint256 source, bytes, uint256 sn, bytes, bytes[])']),
  args: [6_694_886_634_401n, HUB, CONN_SN, payload, SIGNATURES],
});
const older = encodeFunctionData({
  abi: parseAbi(['function recvMessage(uint256 sn, uint256 source, bytes, bytes, bytes[])']),
  args: [CONN_SN, 6_694_886_634_401n, HUB, payload, SIGNATURES],
});
const oldest = encodeFunctionData({
  abi: parseAbi(['function receiveMessage(uint256 sn, uint256 source, bytes, bytes, bytes[])']),
  args: [CONN_SN, 6_694_886_634_401n, HUB, payload, SIGNATURES],
});
const calls = [{ to: HUB, value: 1n, data: '0xc6b4180b' }] as const;
const stored = encodeFunctionData({
  abi: parseAbi(['function executeStored(bytes)']),
  args: [encodeCalls(calls)],
});

test.each([
  ['0x4b2b20e7', newer],
  ['0x4a34a8fc', older],
  ['0xb8b649a9', oldest],
] as [Hex, Hex][])('a delivery by %s is read', (selector, input) => {
  expect(decodeReceive(input)).toEqual({
    sourceRelayId: '6694886634401',
    sourceAddress: HUB,
    connSn: CONN_SN,
    payload,
    selector,
  });
});

test('the selectors are those of the contracts', () => {
  expect(receiveSelectors).toEqual({
    recvMessage: '0x4b2b20e7',
    spokeRecvMessage: '0x4a34a8fc',
    receiveMessage: '0xb8b649a9',
  });
  expect(executeStoredSelector).toBe('0x0bca7dd3');
});

test('stored calls are read', () => {
  expect(decodeStored(stored)).toEqual(calls);
});

test('another call is no delivery, and no stored calls', () => {
  const others: Hex[] = ['0x', '0x4b2b20e7', newer.slice(0, 300) as Hex];
  expect(others.map(decodeReceive)).toEqual(others.map(() => null));
  expect(decodeReceive(stored)).toBe(null);
  expect([newer, executeStoredSelector, stored.slice(0, 200) as Hex].map(decodeStored)).toEqual([
    null,
    null,
    null,
  ]);
});

test('no bytes make a decoder throw', () => {
  const selectors = fc.constantFrom<Hex>(...Object.values(receiveSelectors), executeStoredSelector);
  fc.assert(
    fc.property(selectors, fc.uint8Array({ maxLength: 400 }), (selector, rest) => {
      const input = concat([selector, `0x${Buffer.from(rest).toString('hex')}`]);
      decodeReceive(input);
      decodeStored(input);
    }),
  );
});
