import { z } from 'zod';
import { correlateBatch } from './correlate.ts';
import { defineJob } from './define.ts';

/** Folds what is dirty until nothing is. Rung by the bell; by itself it finds what a lost bell left. */
export const correlateJob = defineJob({
  name: 'correlate',
  payload: z.object({}),
  everyMs: 2_000,
  run: async (_, { db, rules, log }) => {
    for (;;) {
      const startedAt = performance.now();
      const { marks, versions } = await correlateBatch(db, rules);
      if (marks === 0) return;
      log.debug(
        { marks, versions, durationMs: Math.round(performance.now() - startedAt) },
        'correlated',
      );
    }
  },
});
