import { expect, test } from 'vitest';
import { stallAfter } from './stall-after.ts';

const bounds = { stalledSeconds: 120, blocksMin: 30 };
const times = (count: number, gap: number) => Array.from({ length: count }, () => gap);

test('a chain stands still by its own pace, and one that makes blocks on demand never does', () => {
  const rows: [what: string, gaps: number[], after: number | null][] = [
    ['twelve seconds', times(200, 12), 360],
    ['twelve seconds, some of them missed', [...times(150, 12), ...times(20, 24)], 360],
    ['two seconds', times(200, 2), 120],
    ['a quarter of a second, in whole ones', [...times(150, 0), ...times(50, 1)], 120],
    ['ten minutes', times(200, 600), 18_000],
    ['two outages, after which it went on', [...times(200, 2), 7_200, 900], 120],
    ['on demand: often, with pauses', [...times(200, 1), 300, 5_000, 40_000], null],
    ['on demand: seldom', [...times(100, 0), ...times(100, 3_600)], null],
    ['just begun', times(19, 2), null],
    ['nothing known', [], null],
  ];
  expect(rows.map(([what, gaps]) => [what, stallAfter(gaps, bounds)])).toEqual(
    rows.map(([what, , after]) => [what, after]),
  );
});
