import { expect, test } from 'vitest';
import { sensibleDecimals, sensibleSymbol, tokenIdOf } from './token.ts';

const evm = 'eip155:1';
const solana = 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp';
const usdc = '0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48';
const mint = 'EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v';

test.each([
  ['an address', evm, usdc, { chain: evm, address: usdc }],
  ['an address in another case', evm, usdc.toUpperCase(), { chain: evm, address: usdc }],
  ['a mint on Solana, whose case counts', solana, mint, { chain: solana, address: mint }],
  ['a symbol', evm, 'axlUSDC', null],
  ['an id over several chains', evm, `0x${'12'.repeat(32)}`, null],
  ['an address with the number of its chain', evm, `2/${usdc}`, null],
  ['a mint on an EVM chain', evm, mint, null],
  ['an address on Solana that is one of an EVM chain', solana, usdc, null],
  ['an address on a chain of another family', 'stellar:pubnet', usdc, null],
  ['no address', evm, undefined, null],
  ['an address on a chain that is not known', null, usdc, null],
] as const)('%s is the token that it should be', (_, chain, token, expected) => {
  expect(tokenIdOf(chain, token)).toEqual(expected);
});

test.each([
  [0n, 0],
  [6n, 6],
  [77n, 77],
  [78n, null],
  [255n, null],
  [2n ** 256n - 1n, null],
])('%s decimals are %s', (told, expected) => {
  expect(sensibleDecimals(told)).toBe(expected);
});

test.each([
  'USDC',
  'USDC.e',
  'USD₮0',
  'stETH-ETH LP',
  'PT-sUSDE-25SEP2025',
  '🍕',
  '元',
  'x'.repeat(32),
])('the symbol %s is shown', (told) => {
  expect(sensibleSymbol(told)).toBe(told);
});

test.each([
  ['empty', ''],
  ['longer than any symbol', 'x'.repeat(33)],
  ['on two lines', 'US\nDC'],
  ['with a control character', 'US\u0000DC'],
  ['that turns the direction of what follows', '\u202ECDSU'],
  ['with a character that has no width', 'US\u200BDC'],
  ['with a filler that is not drawn', 'US\u3164DC'],
  ['with a blank that is no space', 'US\u2800DC'],
  ['with a space that does not break', 'US\u00A0DC'],
  ['with spaces around it', ' USDC '],
  ['with marks that pile up', 'U\u0301\u0301\u0301'],
  ['of bytes that were no text', 'US\uFFFD'],
  ['with a half of a character', 'US\uD800'],
  ['that becomes a link in a chat', 'Claim at usd-reward.io'],
  ['with a path of a website', 't.me/reward'],
  ['with an address of another scheme', 'app://x'],
])('a symbol %s is not shown', (_, told) => {
  expect(sensibleSymbol(told)).toBeNull();
});
