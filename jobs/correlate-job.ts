import { z } from 'zod';
import { correlateBatch } from './correlate.ts';
import { defineJob } from './define.ts';

/** How often a batch is begun again at once because the indexer wrote the same rows meanwhile. */
const CONFLICTS_MAX = 10;

/** Folds what is dirty until nothing is. Rung by the bell; by itself it finds what a lost bell left. */
export const correlateJob = defineJob({
  name: 'correlate',
  payload: z.object({}),
  everyMs: 2_000,
  run: async (_, { db, rules, log }) => {
    for (let conflicts = 0; ;) {
      const startedAt = performance.now();
      const batch = await correlateBatch(db, rules).catch((error: unknown) => {
        conflicts += 1;
        if (!isConflict(error) || conflicts > CONFLICTS_MAX) throw error;
        return null;
      });
      if (!batch) continue;
      const { cleared, versions, failures } = batch;
      for (const { keys, reason } of failures)
        log.error({ keys, reason }, 'an operation cannot be folded');
      if (cleared === 0) return;
      const durationMs = Math.round(performance.now() - startedAt);
      log.debug({ cleared, versions, durationMs }, 'correlated');
    }
  },
});

/** True for Postgres' "could not serialize access": nothing was written, and the next attempt sees what came between. */
function isConflict(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === '40001';
}
