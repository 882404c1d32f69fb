import { expect, test } from 'vitest';
import { createDatabase } from '../../database.ts';
import { runHealthSeed } from './run-seed.ts';

test(
  'what is planted is found within a look, nothing else is, and nothing while we do not see',
  { timeout: 600_000 },
  async () => {
    const { db } = await createDatabase();
    const { overdue, ...report } = await runHealthSeed(db, 2);
    expect(report).toEqual({
      seed: 2,
      operations: 524,
      planted: 15,
      found: 15,
      falsely: [],
      unlucky: [],
      whileBlind: [],
      misjudged: [],
    });
    expect(overdue).toBeLessThanOrEqual(1);
  },
);
