import { expect, test } from 'vitest';
import { plainText } from './plain-text.ts';

test('text of a chain is shown on one line, as it reads, and bounded', () => {
  const rows: [string, number, string][] = [
    ['USDC', 10, 'USDC'],
    ['a\r\nb\u2028c\u0000d', 10, 'a b c d'],
    // Turned around, it would read as something else.
    ['safe\u202Egpj.exe\u2066', 20, 'safegpj.exe'],
    ['zero\u200Bwidth\uFEFF', 20, 'zerowidth'],
    ['😀😀😀😀', 3, '😀😀…'],
    ['  x  ', 3, 'x'],
    ['', 3, ''],
  ];
  expect(rows.map(([text, max]) => plainText(text, max))).toEqual(rows.map(([, , said]) => said));
});
