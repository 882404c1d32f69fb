import { expect, test } from 'vitest';
import { ruleDefaults } from './rule-options.ts';
import { stallStretches, type PastBlocks } from './stall-stretches.ts';

/** Blocks that come so many seconds one after the other, the first at 10,000. */
function chain(
  gaps: readonly number[],
  { skipped = new Set<number>(), seenAt = 0 } = {},
): PastBlocks {
  let time = 10_000;
  const blocks = [0, ...gaps].map((gap, index) => {
    time += gap;
    return { number: BigInt(index), time };
  });
  return {
    chain: 'eip155:1',
    name: 'one',
    blocks: blocks.filter(({ number }) => !skipped.has(Number(number))),
    seenAt,
  };
}
const times = (count: number, gap: number) => Array.from({ length: count }, () => gap);

test('a chain would have stood still between two of its blocks, or after the last', () => {
  const { chain_stalled: options } = ruleDefaults;
  const rows: [what: string, chain: PastBlocks, found: [from: number, until: number | null][]][] = [
    [
      'five minutes at two seconds',
      chain([...times(50, 2), 300, ...times(50, 2)]),
      [[10_220, 10_400]],
    ],
    ['five minutes at twelve', chain([...times(50, 12), 300, 12]), []],
    ['seven minutes at twelve', chain([...times(50, 12), 420, 12]), [[10_960, 11_020]]],
    ['too little known', chain([...times(10, 2), 300, 2]), []],
    [
      'not every block is stored',
      chain([...times(300, 2)], {
        skipped: new Set(Array.from({ length: 200 }, (_, i) => 60 + i)),
      }),
      [],
    ],
    [
      'not every block is stored, and it stood still',
      chain([...times(50, 2), 300, ...times(50, 2)], { skipped: new Set([51, 52]) }),
      [[10_220, 10_404]],
    ],
    [
      'on demand',
      chain([...times(50, 2), 400, 400, 400, 2, 2, 900]),
      [
        [10_220, 10_500],
        [10_620, 10_900],
        [11_020, 11_300],
      ],
    ],
    [
      'the last one, up to when it answered',
      chain(times(50, 2), { seenAt: 10_500 }),
      [[10_220, null]],
    ],
    ['the last one, when it did not answer', chain(times(50, 2), { seenAt: 10_110 }), []],
  ];
  expect(
    rows.map(([what, one]) => [
      what,
      stallStretches([one], { ...options, to: 20_000 }).map(({ from, until }) => [
        from / 1_000,
        until === null ? null : until / 1_000,
      ]),
    ]),
  ).toEqual(rows.map(([what, , found]) => [what, found]));
  const set = { ...options, to: 20_000, chains: { 'eip155:1': false } as const };
  expect(stallStretches([chain([...times(50, 2), 300, 2])], set)).toEqual([]);
});
