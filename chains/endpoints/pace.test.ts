import { expect, test } from 'vitest';
import { createPace, type Pace } from './pace.ts';

/** The paces after each of so many limits. */
const lowered = (pace: Pace, times: number): number[] =>
  Array.from({ length: times }, () => {
    pace.lower(pace.now());
    return pace.now();
  });

test('it halves each time that it is too much, down to a few calls', () => {
  expect(lowered(createPace(1_000), 9)).toEqual([500, 250, 125, 62, 31, 15, 7, 5, 5]);
});

test('it is never raised above what is configured, nor lowered to more', () => {
  const pace = createPace(3);
  expect(lowered(pace, 2)).toEqual([3, 3]);
  pace.hold(1_000);
  expect(pace.now()).toBe(3);
});

test('of work that began together, it halves once', () => {
  const pace = createPace(1_000);
  expect([1_000, 1_000, 1_000].map(pace.lower)).toEqual([true, false, false]);
  expect(pace.now()).toBe(500);
});

test('it rises by a tenth for every ten seconds in which calls had to wait, up to where it began', () => {
  const pace = createPace(100);
  lowered(pace, 1);
  const paces = Array.from({ length: 120 }, () => {
    pace.hold(pace.now());
    return pace.now();
  });
  expect([...new Set(paces)]).toEqual([50, 55, 61, 68, 75, 83, 92, 100]);
  expect(paces.indexOf(55)).toBe(9);
});
