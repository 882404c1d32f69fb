import {
  baselineOf,
  thresholdsOf,
  type Baseline,
  type Health,
  type HealthPolicy,
  type HealthReason,
  type StepFigures,
} from './health.ts';
import type { NextAction } from './operation.ts';
import type { Usual } from './rules.ts';
import { spanText } from './span-text.ts';
import type { Stage } from './status.ts';

/** What an operation waits for, as far as a verdict about time needs it. */
export interface Wait {
  step: string;
  stage: Stage;
  /** Chain time (Unix seconds) at which it began. */
  since: number;
  /** What the step's rules say of how long it takes; null if nothing. */
  usual: Usual | null;
  /** That of its operation on the lane; null where it has none. */
  pace: string | null;
  /** Nothing but its deadline, if it has one, ends it: an order that waits for its price. */
  isOpenOrder: boolean;
  nextAction: Pick<NextAction, 'mover' | 'who' | 'action'>;
  /** Why the last try failed, where a leg tells. */
  reason: string | null;
  /** What a service of the protocol says holds it back, as a sentence; null if none does. */
  hold: string | null;
}

/** What was thought of a wait before. */
export interface Judged {
  step: string;
  since: number;
  health: Health;
}

/** What is thought of a wait. */
export interface Verdict {
  health: Exclude<Health, 'blind'>;
  reason: HealthReason | null;
  /** The reason as a sentence; what others have written in it is theirs, and bounded. */
  detail: string | null;
  /** Chain time at which the verdict may be another one; null if only a new version of the operation can make it so. */
  nextCheck: number | null;
}

/** A verdict falls back only once the wait is this much shorter than the threshold that it had passed. */
const FALL_BACK = 0.8;
/** Where no threshold is ahead, it is looked at again once it has taken this much longer, and not sooner than that. */
const AGAIN_FACTOR = 1.25;
const AGAIN_SECONDS_MIN = 60;
const DETAIL_LENGTH_MAX = 400;

/**
 * Judges how long an operation waits, by the awaited chain's own clock: nothing that we do late makes a wait longer. The first
 * of these holds.
 *
 * 1) it leads where nothing is read, a service says that it is held, or its last try failed: `blocked`, or `needs_action`
 *    where its user has to try again.
 * 2) its leg is there and only has to become firm, or its origin is to be read yet: `ok`.
 * 3) nothing moves until its user acts: `needs_action`, once the time before which that is not possible has passed.
 * 4) the protocol holds it back: `blocked`.
 * 5) it is an order that may stay open: `ok`.
 * 6) by the lane's distribution, or the protocol's figures: `ok`, `delayed`, `stuck`. What was said falls back only when the
 *    figures say so clearly.
 *
 * @param clock chain time (Unix seconds) through which the awaited chain is read, and what was read is folded
 */
export function judge(
  wait: Wait,
  {
    clock,
    baseline,
    previous,
    policy,
  }: { clock: number; baseline: Baseline | null; previous: Judged | null; policy: HealthPolicy },
): Verdict {
  const age = Math.max(0, clock - wait.since);
  const known = knownReason(wait, age, policy);
  if (known) return { ...known, detail: known.detail?.slice(0, DETAIL_LENGTH_MAX) ?? null };
  if (!baseline) {
    return {
      health: 'ok',
      reason: 'insufficient_data',
      detail: 'Too few operations of its lane are known to tell how long this takes.',
      nextCheck: later(wait.since, age),
    };
  }
  const thresholds = thresholdsOf(baseline, wait, policy);
  const isSame = previous?.step === wait.step && previous.since === wait.since;
  const was = isSame ? previous.health : 'ok';
  const isPast = (threshold: number, isKept: boolean) =>
    age >= threshold || (isKept && age >= threshold * FALL_BACK);
  const health = isPast(thresholds.stuck, was === 'stuck')
    ? 'stuck'
    : isPast(thresholds.delayed, was === 'stuck' || was === 'delayed')
      ? 'delayed'
      : 'ok';
  if (health === 'ok') {
    return {
      health,
      reason: null,
      detail: null,
      nextCheck: wait.since + thresholds.delayed,
    };
  }
  return {
    health,
    reason: 'longer_than_usual',
    detail:
      `It has waited for ${spanText(thresholds[health])} or more for the step "${wait.step}"; ${usualText(baseline)}.`.slice(
        0,
        DETAIL_LENGTH_MAX,
      ),
    nextCheck: health === 'delayed' ? wait.since + thresholds.stuck : later(wait.since, age),
  };
}

function later(since: number, age: number): number {
  return since + Math.max(age * AGAIN_FACTOR, age + AGAIN_SECONDS_MIN);
}

function usualText(baseline: Baseline): string {
  return baseline.source === 'lane'
    ? `of the last ${baseline.sample}${baseline.pace === null ? '' : ` ${baseline.pace} ones`} on this lane, 9 in 10 took at most ${spanText(baseline.p90)} and 99 in 100 at most ${spanText(baseline.p99)}`
    : `by the protocol's own figures it usually takes ${spanText(baseline.seconds)}, and is late after ${spanText(baseline.lateAfter)}`;
}

/** Stages in which its user, or somebody in their place, must act, whoever the rules name. */
const forUsers: ReadonlySet<Stage> = new Set(['awaiting_user_action', 'expired_unfilled']);

function isForUser({ stage, nextAction: { mover } }: Wait): boolean {
  return (
    mover === 'user' ||
    mover === 'recipient' ||
    (forUsers.has(stage) && mover !== 'protocol' && mover !== 'operator')
  );
}

/**
 * The figures by which a wait may be judged: how long its lane takes, where it is the step itself that is awaited; where its
 * user must act, only how long that is not possible; none where a leg is there and must become firm, and where something is
 * known to hold it up.
 */
export function figuresOf(
  wait: Wait,
  lane: StepFigures,
  policy: Pick<HealthPolicy, 'minimumSample'>,
): Baseline | null {
  const { stage, isOpenOrder, hold } = wait;
  const isTimeless = /_(?:included|orphaned|failed|missing)$/.test(stage) || timeless.has(stage);
  if (isTimeless || isOpenOrder || hold !== null) return null;
  return baselineOf(isForUser(wait) ? unknown : lane, wait, policy);
}

const unknown: StepFigures = { ofPace: null, ofAll: null };

const timeless: ReadonlySet<Stage> = new Set([
  'awaiting_origin',
  'destination_not_covered',
  'delivery_failed_retryable',
]);

/** What is known of a wait without asking how long others take. */
function knownReason(wait: Wait, age: number, policy: HealthPolicy): Verdict | null {
  const { stage, nextAction } = wait;
  const { mover, who, action } = nextAction;
  const ok = (reason: HealthReason | null = null, detail: string | null = null): Verdict => ({
    health: 'ok',
    reason,
    detail,
    nextCheck: null,
  });
  const mustAct = (reason: HealthReason, detail = `${who}: ${action}`): Verdict => ({
    health: 'needs_action',
    reason,
    detail,
    nextCheck: null,
  });
  if (stage === 'destination_not_covered') {
    return { health: 'blocked', reason: stage, detail: action, nextCheck: null };
  }
  if (wait.hold !== null) {
    // No transition tells when it is let go.
    return {
      health: 'blocked',
      reason: 'held',
      detail: wait.hold,
      nextCheck: later(wait.since, age),
    };
  }
  if (stage === 'delivery_failed_retryable' || stage === 'action_failed') {
    const why = wait.reason === null ? 'It failed' : `It failed: ${wait.reason}`;
    const detail = `${why}. ${who}: ${action}`;
    return isForUser(wait)
      ? mustAct('failed', detail)
      : { health: 'blocked', reason: 'failed', detail, nextCheck: null };
  }
  if (stage.endsWith('_included') || stage === 'awaiting_origin') return ok();
  if (stage.endsWith('_orphaned') || stage === 'origin_missing') {
    // What was reorged away mostly comes again by itself, within moments.
    if (mover !== 'user' || age >= policy.stuckFloorSeconds)
      return mover === 'user' ? mustAct('action_due') : ok();
    return { ...ok(), nextCheck: wait.since + policy.stuckFloorSeconds };
  }
  if (isForUser(wait)) {
    if (wait.usual === null && stage === 'policy_hold') return ok('waiting_period', action);
    const from = wait.usual?.seconds ?? 0;
    if (age >= from) return mustAct('action_due');
    return { ...ok('waiting_period', action), nextCheck: wait.since + from };
  }
  if (stage === 'policy_hold') {
    return { health: 'blocked', reason: stage, detail: `${who}: ${action}`, nextCheck: null };
  }
  return wait.isOpenOrder ? ok('open_order', action) : null;
}
