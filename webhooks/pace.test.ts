import { expect, test } from 'vitest';
import { PACE, patienceOf, quietMs, retryPauseMs } from './pace.ts';

const calm = { retryAfterMs: null, chance: 0 };

test('a delivery is tried ten times in 28 hours', () => {
  const seconds = Array.from({ length: 10 }, (_, i) =>
    Math.round(retryPauseMs(PACE, { ...calm, tries: i + 1 }) / 1_000),
  );
  expect(seconds).toEqual([5, 30, 120, 600, 1_800, 7_200, 18_000, 36_000, 36_000, 36_000]);
  expect(patienceOf(PACE)).toMatchObject({ triesMin: 10, patienceMs: 99_755_000 });
});

test('chance makes a pause longer, by a fifth at most', () => {
  expect(retryPauseMs(PACE, { ...calm, tries: 1, chance: 1 })).toBe(6_000);
});

test('a receiver that asks to be left alone is, for ten hours at most', () => {
  const asked = (retryAfterMs: number) => [
    retryPauseMs(PACE, { ...calm, tries: 1, retryAfterMs }),
    quietMs(PACE, { failures: 1, retryAfterMs }),
  ];
  expect(asked(1_000)).toEqual([5_000, 1_000]);
  expect(asked(60_000)).toEqual([60_000, 60_000]);
  expect(asked(1e12)).toEqual([36_000_000, 36_000_000]);
});

test('a webhook whose receiver is away is left alone for longer and longer, a minute at most', () => {
  const quiet = (failures: number) => quietMs(PACE, { failures, retryAfterMs: null }) / 1_000;
  expect([1, 3, 4, 12, 13, 14, 15, 16, 1_000].map(quiet)).toEqual([0, 0, 5, 5, 10, 20, 40, 60, 60]);
});

test('a turn with its last try is over before its lease', () => {
  expect(PACE.turnMs + PACE.timeoutMs).toBeLessThan(PACE.leaseMs);
});
