import { setTimeout as sleep } from 'node:timers/promises';
import { areJobsRunning } from '../db/jobs-running.ts';
import { rebuildMarks } from '../db/mark-rebuild.ts';
import { correlateJob } from './correlate-job.ts';
import type { JobDeps } from './define.ts';

const POLL_MS = 250;

/**
 * Sees to it that what a rebuild marked is folded, until no more than `marksMax` marks wait: by the jobs that run on the
 * database, or else by itself. Marks whose fold failed are not waited for.
 *
 * @returns how many of those there are
 */
export async function drainRebuild(
  deps: JobDeps,
  { marksMax, onWait }: { marksMax: number; onWait: (waiting: number) => void },
): Promise<number> {
  for (;;) {
    const { waiting, failed } = await rebuildMarks(deps.db);
    if (waiting <= marksMax || deps.signal.aborted) return failed;
    onWait(waiting);
    const isOurs = !(await areJobsRunning(deps.db));
    if (isOurs) await correlateJob.run({}, deps);
    // Also after our own: what it could not take now is in other hands.
    await sleep(isOurs ? POLL_MS / 10 : POLL_MS);
  }
}
