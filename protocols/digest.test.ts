import { sha256, stringToHex } from 'viem';
import { expect, test } from 'vitest';
import { digest } from './digest.ts';

test('it is the SHA-256 of the text in UTF-8', () => {
  for (const text of ['', 'a', 'ä€😀', 'x'.repeat(1_000)]) {
    expect(digest(text)).toBe(sha256(stringToHex(text)));
  }
});
