import { expect, test } from 'vitest';
import { unitAt, unitOf, unknownTokens, wholeAmount } from './asset-unit.ts';
import type { TokenFacts } from './token.ts';

const here = 'eip155:1';
const there = 'eip155:8453';
const usdc = '0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48';
const other = '0x833589fcd6edb6e08f4c7c32d4f71b54bda02913';
const facts: TokenFacts = { decimals: 6, symbol: 'USDC' };

test.each([
  ['nobody tells anything', {}, undefined, [null, null, null, null]],
  ['only the contract tells', {}, facts, [null, 'USDC', 6, 'contract']],
  ['only the event tells', { symbol: 'X', decimals: 2 }, undefined, ['X', null, 2, 'protocol']],
  ['both tell, the event wins', { symbol: 'X', decimals: 2 }, facts, ['X', null, 2, 'protocol']],
  [
    'the event tells that there are no decimals',
    { decimals: 0 },
    facts,
    [null, null, 0, 'protocol'],
  ],
  ['the event tells a symbol alone', { symbol: 'X' }, facts, ['X', 'USDC', 6, 'contract']],
  ['the contract has no symbol', {}, { decimals: 0, symbol: null }, [null, null, 0, 'contract']],
] as const)('where %s', (_, told, token, [symbol, contractSymbol, decimals, decimalsToldBy]) => {
  expect(unitOf(told, token)).toEqual({ symbol, contractSymbol, decimals, decimalsToldBy });
});

test.each([
  ['1250000', 6, '1.25'],
  ['1000000', 6, '1'],
  ['1', 18, '0.000000000000000001'],
  ['0', 6, '0'],
  ['12', 0, '12'],
  ['007', 0, '7'],
  [
    (2n ** 256n - 1n).toString(),
    77,
    '1.15792089237316195423570985008687907853269984665640564039457584007913129639935',
  ],
  ['12', null, null],
  [null, 6, null],
  ['-12', 6, null],
  ['1.5', 6, null],
  ['12', 78, null],
  ['12', -1, null],
  ['12', 1.5, null],
])('%s with %s decimals is %s', (amount, decimals, expected) => {
  expect(wholeAmount(amount, decimals)).toBe(expected);
});

const operation = {
  about: {
    sent: { token: usdc, amount: '5' },
    wanted: { token: other, amount: '4', decimals: 6 },
    received: { token: 'axlUSDC', amount: '4' },
  },
  origin: { chain: here, name: '1' },
  destination: { chain: there, name: '2' },
} as const;

test('those tokens are asked for that are addresses, and of which no event tells', () => {
  expect(unknownTokens(operation)).toEqual([{ chain: here, address: usdc }]);
  expect(unknownTokens({ ...operation, origin: null })).toEqual([]);
});

test.each([
  ['where it was sent', { chain: here, token: usdc, amount: '5' }, 'at home'],
  [
    'the same address elsewhere is another token',
    { chain: there, token: usdc, amount: '5' },
    'elsewhere',
  ],
  ['what is under way, without a name', { chain: there, token: null, amount: '5' }, 'at home'],
  ['an amount of no part', { chain: there, token: null, amount: '3' }, null],
] as const)('the unit of %s', (_, location, symbol) => {
  const known = (chain: string | null, token: string | null) =>
    token === usdc ? { decimals: 6, symbol: chain === here ? 'at home' : 'elsewhere' } : undefined;
  expect(unitAt(location, operation, known).contractSymbol).toBe(symbol);
});
