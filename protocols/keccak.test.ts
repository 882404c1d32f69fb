import fc from 'fast-check';
import { keccak256 } from 'viem';
import { expect, test } from 'vitest';
import type { Hex } from '../core/raw-log.ts';
import { keccak } from './keccak.ts';

test('it is viem’s keccak256, for content of any length', () => {
  for (let length = 0; length <= 300; length += 1) {
    const hex: Hex = `0x${'a5'.repeat(length)}`;
    expect(keccak(hex), `${length} bytes`).toBe(keccak256(hex));
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 1_000 }), (bytes) => {
      const hex: Hex = `0x${Buffer.from(bytes).toString('hex')}`;
      expect(keccak(hex)).toBe(keccak256(hex));
    }),
  );
});

test('what is no hex has no hash', () => {
  expect(() => keccak('0xabc')).toThrow('no bytes');
  expect(() => keccak('0xzz')).toThrow('no bytes');
});
