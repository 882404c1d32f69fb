import type { RulesByProtocol } from '../core/fold-all.ts';
import { etaOf } from '../core/eta.ts';
import type { HealthPolicy } from '../core/health.ts';
import { figuresOf, judge, type Wait } from '../core/judge.ts';
import { ALL_PACES, paceOf } from '../core/pace-of.ts';
import { seenWait } from '../core/seen-wait.ts';
import { stageTimesOf } from '../core/stage-times.ts';
import { isTerminal } from '../core/status.ts';
import { waitOf } from '../core/wait-of.ts';
import {
  loadHolds,
  loadJudged,
  loadUnfolded,
  type HoldState,
  type JudgedOperation,
} from '../db/judged-operations.ts';
import type { Queryable } from '../db/pool.ts';
import { writeStageTimes } from '../db/stage-times.ts';
import { dropHealth, writeHealth, type NewHealth } from '../db/write-health.ts';
import type { SettledSight } from './settled-sight.ts';

/** By what operations are judged. */
export interface Court {
  rules: RulesByProtocol;
  policy: HealthPolicy;
  /** What services say of operations that are held back. */
  holds: readonly HoldState[];
  sight: SettledSight;
}

/** A chain's clock goes by its blocks: the same operation is not looked at again sooner than this. */
const CHECK_SECONDS_MIN = 2;
/** What we cannot see is looked at again after a part of our lag, so that a long one costs little; see `recallDeferred`. */
const LAG_PART = 4;
const LAG_CHECK_SECONDS_MAX = 600;
/** While we see, blocks come soon. */
const READ_SECONDS_MAX = 30;

/**
 * Judges operations anew, whatever was thought of them, and forgets those that are over or gone.
 *
 * @param options.isChanged also writes anew how long they have waited for their steps: they have a new version
 */
export async function judgeOperations(
  tx: Queryable,
  ids: readonly string[],
  court: Court,
  { isChanged }: { isChanged: boolean },
): Promise<void> {
  if (ids.length === 0) return;
  const operations = await loadJudged(tx, ids);
  if (isChanged) {
    await writeStageTimes(
      tx,
      ids,
      operations.map((operation) => ({
        operation,
        pace: paceOf(operation.body, court.rules.get(operation.protocol)),
        times: stageTimesOf(operation.body, court.rules),
      })),
    );
  }
  const open = operations.filter(({ body }) => !isTerminal(body.status) && body.pending);
  const held = court.holds.map(({ protocol }) => protocol);
  const holds = await loadHolds(
    tx,
    open.filter(({ protocol }) => reaches(held, protocol, court.rules)),
    court.holds,
  );
  const seen = open.flatMap(
    (operation) => healthOf(operation, court, holds.get(operation.id) ?? null) ?? [],
  );
  const accused = seen.filter(({ verdict, isDeferred }) => verdict.health !== 'ok' && !isDeferred);
  const unfolded = await loadUnfolded(
    tx,
    accused.map(({ operation }) => operation),
  );
  const verdicts = seen.map((row) =>
    unfolded.has(row.operation.id) ? unfoldedHealth(row, court) : row,
  );
  await writeHealth(tx, verdicts, court.sight);
  const standing = new Set(verdicts.map(({ operation }) => operation.id));
  await dropHealth(
    tx,
    ids.filter((id) => !standing.has(id)),
  );
}

/** A service may speak of the messages that carry an operation. */
function reaches(held: readonly string[], protocol: string, rules: RulesByProtocol): boolean {
  return [protocol, ...(rules.get(protocol)?.carriedBy ?? [])].some((name) => held.includes(name));
}

function healthOf(
  operation: JudgedOperation,
  { rules, policy, sight }: Court,
  hold: string | null,
): NewHealth | null {
  const own = waitOf(operation.body, rules, hold);
  if (!own) return null;
  const { wait, clockChain } = own;
  const { now } = sight;
  const { lane } = operation;
  const figures = {
    ofPace: (wait.pace !== null && lane[wait.pace]) || null,
    ofAll: lane[ALL_PACES] ?? null,
  };
  const baseline = figuresOf(wait, figures, policy);
  const readings = sight.readings.get(operation.protocol);
  const { clock, obstacle } = seenWait(own, readings, { now, policy });
  const row = {
    operation,
    pace: wait.pace,
    step: wait.step,
    stage: wait.stage,
    awaitedChain: clockChain,
    since: wait.since,
    baseline,
  };
  if (obstacle) {
    const part = (now - clock) / LAG_PART;
    const pause = Math.min(LAG_CHECK_SECONDS_MAX, Math.max(CHECK_SECONDS_MIN, part));
    return {
      ...row,
      verdict: unseen(wait, operation, policy),
      eta: null,
      checkAt: now + pause,
      isDeferred: true,
    };
  }
  const verdict = judge(wait, { clock, baseline, previous: operation.previous, policy });
  const eta = etaOf(baseline, Math.max(0, clock - wait.since));
  return {
    ...row,
    verdict,
    eta: eta && { from: wait.since + eta.from, to: wait.since + eta.to },
    checkAt: verdict.nextCheck && checkTime(verdict.nextCheck, { clock, now }),
    isDeferred: false,
  };
}

/** What it waits for may be in what could not be folded. A fold that succeeds has it judged anew, if it changes anything. */
function unfoldedHealth(row: NewHealth, { sight: { now } }: Court): NewHealth {
  const pause = Math.min(
    LAG_CHECK_SECONDS_MAX,
    Math.max(READ_SECONDS_MAX, (now - row.since) / LAG_PART),
  );
  return {
    ...row,
    verdict: {
      health: 'blind',
      reason: 'folds_behind',
      detail: 'Something of it was read that could not be worked off yet.',
    },
    baseline: null,
    eta: null,
    checkAt: now + pause,
  };
}

/**
 * When a threshold is to be looked at, by our clock: a chain's goes by the same seconds, and what we read of it may come up to
 * it at any moment. Once it should have, it is looked at again after a part of what lacks.
 */
function checkTime(threshold: number, { clock, now }: { clock: number; now: number }): number {
  if (now < threshold) return threshold;
  const lack = (threshold - clock) / LAG_PART;
  return now + Math.min(READ_SECONDS_MAX, Math.max(CHECK_SECONDS_MIN, lack));
}

/** While we do not see, no time passes: what is known stands, and so does what was thought of the same wait. */
function unseen(
  wait: Wait,
  { previous }: JudgedOperation,
  policy: HealthPolicy,
): NewHealth['verdict'] {
  const known = judge(wait, { clock: wait.since, baseline: null, previous: null, policy });
  if (known.health !== 'ok') return known;
  const isSame = previous?.step === wait.step && previous.since === wait.since;
  return isSame ? previous : { ...known, reason: null, detail: null };
}
