import { expect, test } from 'vitest';
import { ruleDefaults } from './rule-options.ts';
import { silentStretches, type PastLane } from './silent-stretches.ts';

const HOUR = 3_600;
const lane = { protocol: 'cctp', origin: 'eip155:1', destination: 'eip155:10' } as const;

/** So many operations in each of so many hours before the first gap, which begins at an even hour. */
const used = (hours: number, perHour: number, gaps: PastLane['gaps']): PastLane => ({
  lane,
  hours: new Map(
    Array.from({ length: hours }, (_, index) => [(1_000 - hours + index) * HOUR, perHour]),
  ),
  gaps,
});
const at = 1_000 * HOUR;

test('a lane would have been silent once ten should have come, until the next came', () => {
  const rows: [what: string, lane: PastLane, stretches: [from: number, until: number | null][]][] =
    [
      [
        'twenty an hour: half an hour',
        used(48, 20, [{ lastAt: at, nextAt: at + 5_000 }]),
        [[1_800, 5_000]],
      ],
      ['five an hour: two hours', used(48, 5, [{ lastAt: at, nextAt: null }]), [[7_200, null]]],
      ['that came before', used(48, 5, [{ lastAt: at, nextAt: at + 7_200 }]), []],
      ['too little known', used(23, 20, [{ lastAt: at, nextAt: null }]), []],
      ['nothing known', used(0, 20, [{ lastAt: at, nextAt: null }]), []],
      [
        'quiet nights',
        {
          ...used(48, 20, [{ lastAt: at, nextAt: null }]),
          hours: new Map([[at - 48 * HOUR, 900]]),
        },
        [],
      ],
    ];
  const options = { ...ruleDefaults.lane_silent, names: new Map() };
  expect(
    rows.map(([what, one]) => [
      what,
      silentStretches([one], options).map(({ from, until }) => [
        from / 1_000 - at,
        until === null ? null : until / 1_000 - at,
      ]),
    ]),
  ).toEqual(rows.map(([what, , stretches]) => [what, stretches]));
});
