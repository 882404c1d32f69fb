import { expect, test } from 'vitest';
import type { Hex } from '../core/raw-log.ts';
import { borshDeclaration, decodeBorsh } from './borsh.ts';

const fields = {
  id: 'u8',
  parts: { listOf: { size: 'u32', data: 'bytes' } },
  root: { optional: { number: 'u64' } },
  all: { listOf: 'u8' },
} as const;

test('lists and what may be absent are read, and bytes behind the last field are left alone', () => {
  const list: Hex = '0x07020000000500000001000000aa0600000000000000';
  expect(decodeBorsh(fields, `${list}01090000000000000002000000080977`)).toEqual({
    id: 7,
    parts: [
      { size: 5, data: '0xaa' },
      { size: 6, data: '0x' },
    ],
    root: { number: 9n },
    all: [8, 9],
  });
  expect(decodeBorsh(fields, '0x07000000000000000000')).toEqual({
    id: 7,
    parts: [],
    root: null,
    all: [],
  });
});

test('a declaration says what is a list, and what may be absent', () => {
  expect(borshDeclaration(fields)).toBe(
    'u8 id, (u32 size, bytes data)[] parts, (u64 number)? root, u8[] all',
  );
});

test.each<{ name: string; data: Hex; error: string }>([
  { name: 'a list of more elements than there are', data: '0x07ffffffff00', error: 'only 6 bytes' },
  {
    name: 'a flag that is neither yes nor no',
    data: '0x070000000002',
    error: 'an option marked by 2',
  },
])('$name is refused', ({ data, error }) => {
  expect(() => decodeBorsh(fields, data)).toThrow(error);
});
