import { z } from 'zod';
import { reasonOf } from '../core/errors.ts';
import { correlateBatch, deferFirst, MARKS_MAX } from './correlate.ts';
import { defineJob, type JobDeps } from './define.ts';

/**
 * Folds what is dirty until nothing is, or until the jobs are stopped. Rung by the bell; by itself it finds what a lost
 * bell left.
 */
export const correlateJob = defineJob({
  name: 'correlate',
  payload: z.object({}),
  everyMs: 2_000,
  run: async (_, deps) => {
    let marksMax = MARKS_MAX;
    while (!deps.signal.aborted) {
      try {
        if (await isDone(deps, marksMax)) return;
        marksMax = Math.min(MARKS_MAX, marksMax * 2);
      } catch (error) {
        // The indexer wrote the same rows meanwhile: nothing was written, and the next attempt sees what came between.
        if (isConflict(error)) continue;
        const reason = reasonOf(error);
        if (marksMax > 1) {
          deps.log.warn({ marks: marksMax, reason }, 'a batch failed; trying a smaller one');
          marksMax = Math.ceil(marksMax / 8);
          continue;
        }
        const deferred = await deferFirst(deps.db);
        deps.log.error({ key: deferred?.key, reason }, 'an operation cannot be written');
        // Only what failed before is left: it is tried again when the job runs again.
        if (!deferred || deferred.failures > 0) return;
      }
    }
  },
});

/** Folds one batch; true if there was nothing that could be folded. */
async function isDone({ db, rules, log }: JobDeps, marksMax: number): Promise<boolean> {
  const startedAt = performance.now();
  const { cleared, versions, failures } = await correlateBatch(db, rules, marksMax);
  for (const { keys, reason } of failures)
    log.error({ keys, reason }, 'an operation cannot be folded');
  const durationMs = Math.round(performance.now() - startedAt);
  if (cleared > 0) log.debug({ cleared, versions, durationMs }, 'correlated');
  return cleared === 0;
}

/** Postgres' "could not serialize access". */
function isConflict(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === '40001';
}
