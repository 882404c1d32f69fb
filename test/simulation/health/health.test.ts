import { expect, test } from 'vitest';
import { createDatabase } from '../../database.ts';
import { runHealthSeed } from './run-seed.ts';

test(
  'what is planted is found within a look, nothing else is, and nothing while we do not see',
  { timeout: 300_000 },
  async () => {
    const { db } = await createDatabase();
    const { overdue, ...report } = await runHealthSeed(db, 2);
    expect(report).toEqual({
      seed: 2,
      operations: 267,
      planted: 7,
      found: 7,
      falsely: [],
      whileBlind: [],
    });
    expect(overdue).toBeLessThanOrEqual(1);
  },
);
