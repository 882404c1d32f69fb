import { describe, expect, test } from 'vitest';
import type { Hex } from '../core/raw-log.ts';
import { anchorTag, instructionsOf } from './instruction-events.ts';

const onInstruction = instructionsOf<{ network: string }>();
const account = `0x${'01'.repeat(32)}` as const;
const calls = `${account}0002beef${'01'.repeat(32)}0000` as const;
const program = '4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi';

const claim = (tag: Hex) =>
  onInstruction({ name: 'Claim', tag, data: { number: 'u8' } }, null, () => null);

describe('an instruction', () => {
  test('comes with its accounts, its lines and its own calls', () => {
    const topics = ['0x05', account, '0x6f6e650a74776f', calls] as const;
    expect(claim('0x05').decode({ topics, data: '0x05' })).toEqual({
      accounts: [program],
      logged: 'one\ntwo',
      calls: [
        { program, data: '0xbeef' },
        { program, data: '0x' },
      ],
      number: 5,
    });
  });

  test('without lines and calls has none', () => {
    expect(claim('0x05').decode({ topics: ['0x05', '0x'], data: '0x05' })).toEqual({
      accounts: [],
      number: 5,
    });
  });

  test('whose calls are cut off is none', () => {
    const topics = ['0x05', '0x', '0x', `${account}0003beef`] as const;
    expect(() => claim('0x05').decode({ topics, data: '0x05' })).toThrow('calls that are cut off');
  });

  test('with more behind it is another one, but for Anchor’s, which are told by a hash', () => {
    const withMore = (tag: Hex) => () => claim(tag).decode({ topics: [tag, '0x'], data: '0x05ff' });
    expect(withMore('0x05')).toThrow('1 bytes behind the last field');
    expect(withMore(anchorTag('claim'))()).toEqual({ accounts: [], number: 5 });
  });
});

test('an Anchor program’s instruction begins with the hash of its name', () => {
  expect(anchorTag('transfer_burn')).toBe('0x4b901ae8270c4b');
});
