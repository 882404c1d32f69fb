import { z } from 'zod';
import type { HealthPolicy } from '../core/health.ts';
import { obstacleOf } from '../core/reading.ts';
import { followLog } from '../db/follow-log.ts';
import type { HoldState } from '../db/judged-operations.ts';
import { claimDue, recallDeferred } from '../db/write-health.ts';
import { defineJob, type JobDefinition, type JobDeps } from './define.ts';
import { judgeOperations, type Court } from './judge-operations.ts';
import { settledSight } from './settled-sight.ts';

export const HEALTH_JOB = 'health';
/** The name under which the log is followed. */
export const HEALTH_FOLLOWER = 'health';

/** Transitions, and operations that are due, that one transaction takes. */
const FOLLOWED_MAX = 500;
const DUE_MAX = 200;
/** What following and judging may take each in one run: what is due does not wait until all of history is followed, as at a first start. */
const RUN_MS_MAX = 10_000;

/**
 * Judges how long operations wait: those that have changed, and those whose next threshold their chain's clock has passed. The
 * cost is that of these, however many wait. Any number may run at once, in any number of processes: one follows the log, and
 * what is due is shared among them.
 */
export function healthJob({
  policy,
  holds = [],
  clock,
}: {
  policy: HealthPolicy;
  holds?: readonly HoldState[];
  /** Unix seconds; the database's clock unless given. */
  clock?: () => number;
}): JobDefinition {
  let look: ReturnType<typeof settledSight> | undefined;
  return defineJob({
    name: HEALTH_JOB,
    payload: z.object({}),
    everyMs: 2_000,
    run: async (_, deps) => {
      const { db, rules } = deps;
      look ??= settledSight(rules, clock);
      const sight = await look(db);
      const court = { rules, policy, holds, sight };
      await repeat(deps, () => follow(deps, court));
      await recall(deps, court);
      await repeat(deps, () => judgeDue(deps, court));
    },
  });
}

async function repeat({ signal }: JobDeps, work: () => Promise<boolean>): Promise<void> {
  const until = performance.now() + RUN_MS_MAX;
  while (!signal.aborted && (await work()) && performance.now() < until);
}

/** @returns whether there may be more */
async function follow({ db }: JobDeps, court: Court): Promise<boolean> {
  return db.transaction(async (tx) => {
    const next = await followLog(tx, { name: HEALTH_FOLLOWER, limit: FOLLOWED_MAX });
    if (!next) return false;
    await judgeOperations(tx, next.ids, court, { isChanged: true });
    return next.hasMore;
  });
}

async function judgeDue({ db }: JobDeps, court: Court): Promise<boolean> {
  return db.transaction(async (tx) => {
    const ids = await claimDue(tx, { now: court.sight.now, limit: DUE_MAX });
    await judgeOperations(tx, ids, court, { isChanged: false });
    return ids.length === DUE_MAX;
  });
}

/** Those that were put off on chains that we see again. */
async function recall({ db }: JobDeps, { sight, policy }: Court): Promise<void> {
  const { readings, now } = sight;
  const seen = [...readings].flatMap(([protocol, chains]) =>
    [...chains].flatMap(([chain, reading]) => {
      const obstacle = obstacleOf(reading, { now, oldestMark: null, policy });
      if (obstacle && obstacle.through === null) return [];
      return [{ protocol, chain, after: obstacle && obstacle.through }];
    }),
  );
  await recallDeferred(db, seen, { now, limit: DUE_MAX });
}
