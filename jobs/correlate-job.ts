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
      const { cleared, versions, failures } = await correlateBatch(db, rules);
      for (const { keys, reason } of failures)
        log.error({ keys, reason }, 'an operation cannot be folded');
      if (cleared === 0) return;
      const durationMs = Math.round(performance.now() - startedAt);
      log.debug({ cleared, versions, durationMs }, 'correlated');
    }
  },
});
