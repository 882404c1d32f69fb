import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { z } from 'zod';
import { reasonOf } from '../core/errors.ts';
import { noMeter } from '../core/meter.ts';
import { correlateBatch, LIMITS, type Correlated } from './correlate.ts';
import { defineJob } from './define.ts';
import { faultOf } from './fault-of.ts';

/** How long to wait for what another worker holds: at first, and at most. */
const PAUSE_MS = 10;
const PAUSE_MS_MAX = 250;

/** How often what is due is looked for while there is other work: a queue that never ends must not keep it waiting. */
const DUE_EVERY_MS = 2_000;

/**
 * Folds what is dirty until nothing is, or until the jobs are stopped. Rung by the bell; by itself it finds what a lost
 * bell left. Any number may run at once; where there is more than one can take, it rings for another.
 */
export const correlateJob = defineJob({
  name: 'correlate',
  payload: z.object({}),
  everyMs: 2_000,
  run: async (_, { db, rules, log, signal, ring, legsMax = LIMITS.legsMax, meter = noMeter }) => {
    let marksMax = LIMITS.marksMax;
    let pauseMs = PAUSE_MS;
    let hasRung = false;
    // What fails is tried once in a run, so that its tries are some time apart.
    let withFailed = true;
    let dueAt = 0;
    while (!signal.aborted) {
      let done: Correlated;
      try {
        const startedAt = performance.now();
        const isDueLookedFor = startedAt >= dueAt;
        if (isDueLookedFor) dueAt = startedAt + DUE_EVERY_MS;
        done = await correlateBatch(db, rules, { marksMax, legsMax, withFailed, isDueLookedFor });
        withFailed = false;
        const durationMs = performance.now() - startedAt;
        if (done.claimed > 0) {
          const { versions, failures } = done;
          meter.folded({ seconds: durationMs / 1000, versions, failures: failures.length });
        }
        report(done, durationMs, log);
      } catch (error) {
        // What is not too much for one statement is the database's trouble: the next ring or schedule comes again.
        if (marksMax === 1 || faultOf(error) !== 'load') throw error;
        log.warn(
          { marks: marksMax, reason: reasonOf(error) },
          'a batch failed; trying a smaller one',
        );
        marksMax = Math.ceil(marksMax / 8);
        continue;
      }
      if (!hasRung && done.claimed === marksMax) {
        hasRung = true;
        // A queue that is away must not keep this worker from folding.
        ring().catch((error: unknown) =>
          log.warn({ reason: reasonOf(error) }, 'no other worker was rung for'),
        );
      }
      marksMax = Math.min(LIMITS.marksMax, marksMax * 2);
      if (done.cleared > 0) {
        pauseMs = PAUSE_MS;
        continue;
      }
      if (!done.isHeld) return;
      // Two workers that keep one another from a component must not come back at the same time.
      await sleep(pauseMs * (0.5 + Math.random()), undefined, { signal }).catch(() => {});
      pauseMs = Math.min(PAUSE_MS_MAX, pauseMs * 2);
    }
  },
});

function report(
  { cleared, versions, failures, quarantined }: Correlated,
  durationMs: number,
  log: Logger,
): void {
  for (const { key, code, reason, operations } of quarantined) {
    log.error({ key, code, reason, operations }, 'something cannot be folded and is in quarantine');
  }
  for (const { keys, reason } of failures) log.debug({ keys, reason }, 'a fold failed');
  if (cleared > 0)
    log.debug({ cleared, versions, durationMs: Math.round(durationMs) }, 'correlated');
}
