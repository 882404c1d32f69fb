import { describe, expect, test } from 'vitest';
import { here, route, there } from '../test/builders.ts';
import { HEALTH_POLICY } from './health.ts';
import { clockOf, concerns, obstacleOf, withCarriers, type Reading } from './reading.ts';

const NOW = 1_000_000;

/** Read through now, and answering. */
const reading = (parts: Partial<Reading> = {}): Reading => ({
  head: NOW - 5,
  seenAt: NOW - 1,
  movedAt: NOW - 1,
  holes: [],
  ...parts,
});

const hole = { below: NOW - 10_000, top: NOW - 8_000 };

describe('the clock of a chain', () => {
  test('is its head as we have read it, and stands at a hole that may hold what is awaited', () => {
    const holed = reading({ holes: [hole] });
    expect(clockOf(reading(), NOW - 9_000)).toBe(NOW - 5);
    expect(clockOf(holed, NOW - 9_000)).toBe(NOW - 10_000);
    expect(clockOf(holed, NOW - 20_000)).toBe(NOW - 10_000);
  });

  test('is not held up by a hole that lies before the wait, but for what two clocks may differ by', () => {
    const holed = reading({ holes: [hole] });
    expect(clockOf(holed, NOW - 7_000)).toBe(NOW - 5);
    expect(clockOf(holed, NOW - 7_950)).toBe(NOW - 10_000);
  });

  test('is held up by any hole where what is awaited may be older than the wait', () => {
    expect(clockOf(reading({ holes: [hole] }), null)).toBe(NOW - 10_000);
  });
});

interface Row {
  name: string;
  reading?: Reading;
  oldestMark?: number;
  is: string;
}

const table: Row[] = [
  { name: 'all is read and folded', reading: reading(), is: 'seen' },
  { name: 'a lag that is small', reading: reading({ head: NOW - 300 }), is: 'seen' },
  {
    name: 'endpoints that lag, and move',
    reading: reading({ head: NOW - 301 }),
    is: 'blind chain_behind all',
  },
  {
    name: 'endpoints that are silent',
    reading: reading({ head: NOW - 400, seenAt: NOW - 390, movedAt: NOW - 390 }),
    is: 'blind chain_silent all',
  },
  {
    name: 'a chain that answers and makes no blocks',
    reading: reading({ head: NOW - 400, movedAt: NOW - 390 }),
    is: 'blocked chain_stalled all',
  },
  {
    name: 'a chain that was seen moving by a former version alone is not accused',
    reading: reading({ head: NOW - 400, movedAt: null }),
    is: 'blind chain_behind all',
  },
  {
    name: 'an old hole',
    reading: reading({ holes: [hole] }),
    is: `blind blocks_unread ${NOW - 7_940}`,
  },
  {
    name: 'a hole that is as young as the lag that we allow',
    reading: reading({ holes: [{ below: NOW - 300, top: NOW - 100 }] }),
    is: 'seen',
  },
  { name: 'a chain that was never read for the protocol', is: 'blind not_read all' },
  {
    name: 'marks that nobody folds',
    reading: reading(),
    oldestMark: NOW - 301,
    is: 'blind folds_behind all',
  },
  { name: 'marks that are folded', reading: reading(), oldestMark: NOW - 10, is: 'seen' },
];

test.each(table)('$name: $is', ({ reading: own, oldestMark = null, is }) => {
  const obstacle = obstacleOf(own, { now: NOW, oldestMark, policy: HEALTH_POLICY });
  expect(
    obstacle ? `${obstacle.health} ${obstacle.reason} ${obstacle.through ?? 'all'}` : 'seen',
  ).toBe(is);
});

test('an obstacle of old blocks concerns the waits that they may end, and those that may be older than they seem', () => {
  const obstacle = obstacleOf(reading({ holes: [hole] }), {
    now: NOW,
    oldestMark: null,
    policy: HEALTH_POLICY,
  });
  expect(
    [NOW - 9_000, NOW - 7_940, NOW - 7_939, null].map(
      (since) => obstacle && concerns(obstacle, since),
    ),
  ).toEqual([true, true, false, true]);
});

test('what a protocol waits for may come by one that carries it', () => {
  const rules = new Map([
    ['carrier', route],
    ['app', { ...route, carriedBy: ['carrier'] }],
  ]);
  const own = new Map([
    ['carrier', new Map([[there, reading({ holes: [hole] })]])],
    [
      'app',
      new Map([
        [here, reading()],
        [there, reading()],
      ]),
    ],
  ]);
  expect(withCarriers(own, rules).get('app')).toEqual(
    new Map([
      [here, reading()],
      [there, reading({ holes: [hole] })],
    ]),
  );
});
