import { describe, expect, test } from 'vitest';
import { assemble } from './assemble.ts';

describe('assemble', () => {
  test('gives the bytes of the listing, and the places of the calls', () => {
    const { code, syscalls } = assemble(`
      lddw r2, 0x1d9acb512ea545e4   ; two words
    again:
      ldxdw r3, [r1 + 8]
      stxdw [r10 - 16], r3
      add64 r3, -16
      sub64 r3, r2
      jne r3, 0, again
      call sol_log_data
      exit
    `);
    expect(code.toString('hex').match(/.{16}/g)).toEqual([
      '18020000e445a52e',
      '0000000051cb9a1d',
      '7913080000000000',
      '7b3af0ff00000000',
      '07030000f0ffffff',
      '1f23000000000000',
      '5503fbff00000000',
      '85100000ffffffff',
      '9500000000000000',
    ]);
    expect(syscalls).toEqual([{ at: 56, name: 'sol_log_data' }]);
  });

  test.each([
    ['a label that is nowhere', 'ja nowhere', 'No label is called nowhere: ja nowhere'],
    ['a register that is none', 'mov64 r11, 1', 'Not a register: r11'],
    ['an instruction that is none', 'frob r1', 'Not an instruction: frob r1'],
  ])('refuses %s', (_, listing, message) => {
    expect(() => assemble(listing)).toThrow(message);
  });
});
