import PQueue from 'p-queue';
import { z } from 'zod';
import { reasonOf } from '../core/errors.ts';
import { claimRound, endRound } from '../db/report-rounds.ts';
import { dueSubjects, writeFailure, writeSaid, type DueSubject } from '../db/reports.ts';
import type { BoundReporter } from '../reports/index.ts';
import { askService, ASK_LIMITS, type AskLimits } from './ask-service.ts';
import { defineJob, type JobDefinition, type JobDeps } from './define.ts';
import { findSubjects } from './find-subjects.ts';

/** One service is asked so much at once, over all processes, and so much in a round. */
const AT_ONCE_MAX = 4;
const ROUND_MAX = 20;
/** What a round may look for subjects, and ask: all history is looked through when a reporter is turned on. */
const FIND_MS_MAX = 5_000;
const ASK_MS_MAX = 15_000;
/** After so many failures in a row nobody is asked any more in this round. */
const FAILURES_MAX = 4;
/** After a round without one usable answer the service is left alone for this time, which doubles. */
const PAUSE_MS = 4_000;
const PAUSE_MS_MAX = 600_000;
/** Longer than a round may be. */
const LEASE_MS = 60_000;

/**
 * Asks one off-chain service about the operations that are open, and writes what it says beside them. Nothing that is folded
 * reads it. A service that is away, slow or wrong costs a warning and a pause.
 */
export function reportJob(
  { reporter, url }: BoundReporter,
  limits: AskLimits = ASK_LIMITS,
): JobDefinition {
  const { name } = reporter;
  return defineJob({
    name: `report-${name}`,
    payload: z.object({}),
    everyMs: 2_000,
    run: async (_, deps) => {
      const { db, log, signal } = deps;
      const failures = await claimRound(db, { reporter: name, leaseMs: LEASE_MS });
      if (failures === null) return;
      let isUseless = false;
      let isIdle = true;
      try {
        const found = performance.now() + FIND_MS_MAX;
        while (!signal.aborted && performance.now() < found) {
          if (!(await findSubjects(db, reporter))) break;
        }
        const until = performance.now() + ASK_MS_MAX;
        const due = await dueSubjects(db, { reporter: name, limit: ROUND_MAX });
        const { answered, failed } = await askAll(due, { reporter, url, until, limits, deps });
        isUseless = failed.length > 0 && answered === 0;
        isIdle = failed.length === 0 && answered === 0;
        const [first] = failed;
        if (first) {
          const { key, reason } = first;
          log.warn(
            { reporter: name, subject: key, reason, failures: failed.length },
            'a service gave no usable answer; it is asked again later',
          );
        }
      } finally {
        await endRound(db, {
          reporter: name,
          failures: isUseless ? failures + 1 : isIdle ? failures : 0,
          pauseMs: isUseless ? Math.min(PAUSE_MS_MAX, PAUSE_MS * 2 ** Math.min(failures, 20)) : 0,
        });
      }
    },
  });
}

async function askAll(
  due: readonly DueSubject[],
  {
    reporter,
    url,
    until,
    limits,
    deps: { db, signal },
  }: BoundReporter & { until: number; limits: AskLimits; deps: JobDeps },
): Promise<{ answered: number; failed: { key: string; reason: string }[] }> {
  let answered = 0;
  let failuresInARow = 0;
  const failed: { key: string; reason: string }[] = [];
  const ask = async (subject: DueSubject) => {
    if (signal.aborted || performance.now() > until || failuresInARow >= FAILURES_MAX) return;
    let said;
    try {
      const answer = await askService(url, reporter.requestOf(subject), { limits, signal });
      said = reporter.read(answer, subject);
    } catch (error) {
      // Who is told to stop has not failed.
      if (signal.aborted) return;
      failuresInARow += 1;
      failed.push({ key: subject.key, reason: whyUnusable(error) });
      await writeFailure(db, subject, { reporter: reporter.name });
      return;
    }
    failuresInARow = 0;
    answered += 1;
    const state = said && reporter.states[said.state];
    await writeSaid(db, subject, {
      reporter: reporter.name,
      said: said && {
        ...said,
        isOver: state?.isOver ?? false,
        isSilence: state?.isSilence ?? false,
      },
    });
  };
  const queue = new PQueue({ concurrency: AT_ONCE_MAX });
  await queue.addAll(due.map((subject) => () => ask(subject)));
  return { answered, failed };
}

/** The field that is malformed, or why there is no answer. */
function whyUnusable(error: unknown): string {
  if (!(error instanceof z.ZodError))
    return error instanceof Error ? error.message : reasonOf(error);
  const [issue] = error.issues;
  return `${issue?.path.join('.') || 'its answer'}: ${issue?.message}`;
}
