import { expect, test } from 'vitest';
import { sayValue } from './say-value.ts';

const chain = 'eip155:1';
const token = `0x${'a0'.repeat(20)}`;
const names = new Map([[chain, 'ethereum'] as const]);
const burned = { place: 'burned', chain, token, amount: '1250000' } as const;
const whole = { ...burned, wholeAmount: '1.25' };

test.each([
  ['in the smallest unit, where nobody tells it', burned, `1250000 (smallest unit) of ${token}`],
  ['of no token', { ...burned, token: null }, '1250000'],
  ['in whole tokens without a name', whole, `1.25 (${token})`],
  [
    "by the protocol's name",
    { ...whole, symbol: 'USDC', contractSymbol: 'X' },
    `1.25 USDC (${token})`,
  ],
  [
    "by the contract's name, beside its address",
    { ...whole, contractSymbol: 'USDC' },
    `1.25 USDC (${token})`,
  ],
  ["not by the contract's name alone", { ...whole, token: null, contractSymbol: 'USDC' }, '1.25'],
  ['of an amount that nobody tells', { ...burned, amount: null }, 'The value'],
  ['with a name that is hostile', { ...whole, symbol: '\u202EUS\nDC' }, `1.25 US DC (${token})`],
] as const)('a value is said %s', (_, value, what) => {
  expect(sayValue(value, names)).toBe(
    `${what} is burned at its origin, and not minted yet, on ethereum.`,
  );
});
