import { expect, test } from 'vitest';
import { createDatabase } from '../database.ts';
import { runSeed } from './run-seed.ts';

/**
 * Seeds that once showed a fault, with what it was. The world changes when its scenarios do, so that a seed may show it no
 * more: each fault has a test of its own beside what it was in. More: `npm run sim -- --seeds 1-1000`.
 */
const kept = [
  { seed: 213, why: 'a hub that became known was not told to what leads over it' },
  { seed: 1007, why: 'a connection that broke at begin was never given back' },
];

test.each(kept)('seed $seed: what is stored is what happened ($why)', async ({ seed }) => {
  const { url } = await createDatabase();
  const report = await runSeed({ seed, minutes: 0.5, url });
  expect(report.divergences).toEqual([]);
  expect(report.checks).toBeGreaterThan(0);
  expect(report.quiets).toBeGreaterThan(0);
  expect(report.lanes).toBeGreaterThan(0);
});

test('the same seed gives the same run', async () => {
  const run = async () => {
    const { url } = await createDatabase();
    const {
      reached,
      add: _add,
      finish: _finish,
      ...report
    } = await runSeed({ seed: 7, minutes: 0.3, url });
    return { ...report, reached: [...reached].toSorted() };
  };
  expect(await run()).toEqual(await run());
});
