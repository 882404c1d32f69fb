import type { Inclusion } from './leg.ts';
import type { Coverage, Operation, Settlement } from './operation.ts';
import type { Deadline } from './rules.ts';
import type { Slot } from './slots.ts';
import { amountOf } from './successes.ts';
import type { Stage, Status } from './status.ts';

/** What decides how far an operation is. */
export interface Facts {
  slots: readonly Slot[];
  /** The slots that completion requires, in the order of the route. */
  required: readonly Slot[];
  /** The first required slot that is not done. */
  blocking: Slot | undefined;
  coverage: Coverage;
  /** The slot's chain is known, and not read for this protocol. */
  isUnread: (slot: Slot) => boolean;
  settlement: Settlement;
  hasCanonical: boolean;
  /** A leg tells of value that was sent. */
  hasSent: boolean;
  /** What is to be delivered in all, where the operation names that. */
  total: string | undefined;
  /** Its transaction came again as another operation. */
  isSuperseded: boolean;
  /** The operation of the transport that carries it, if that was seen. */
  carrier: Operation | undefined;
}

/** How far an operation is, and how firm the legs are that this rests on. */
export interface Verdict {
  status: Status;
  stage: Stage;
  restsOn: readonly Inclusion[];
}

/**
 * Decides by the first of these that holds. A status rests on firm legs alone; what is not firm shows in the stage.
 *
 * 1) no canonical leg: `cancelled` if another operation stands for its transaction now; `reverted` once it is certain that
 *    none of its legs happened; else `pending`.
 * 2) the origin says that it failed: `reverted`.
 * 3) everything that completion requires is done: `complete`, unless what carries it still waits for a promised action.
 * 4) the origin is not firm, or not seen: `pending`, whatever happened elsewhere.
 * 5) the value is back: `refunded`; it cannot come back: `failed`.
 * 6) it was called off, a required step failed for good, or a deadline passed: `refunding`, `expired`, `failed` or
 *    `cancelled`, as the rules say.
 * 7) else `confirmed`: it waits for the first required step that is not done.
 */
export function verdictOf(facts: Facts): Verdict {
  const { slots, required, blocking, settlement, carrier } = facts;
  if (!facts.hasCanonical) return lostVerdict(facts);
  const origin = required.find(({ step }) => step.role === 'origin');
  if (origin?.failure) {
    return { status: 'reverted', stage: 'origin_failed', restsOn: [origin.failure] };
  }
  // What was promised to happen after the delivery is awaited, whoever of both is to make it.
  if (!blocking && carrier?.pending?.role === 'action') {
    return { status: 'confirmed', stage: carrier.stage, restsOn: [] };
  }
  if (!blocking) {
    return {
      status: 'complete',
      stage: completeStages[settlement],
      restsOn: required.map(firmnessOf),
    };
  }
  if (origin && !origin.isDone) {
    return { status: 'pending', stage: stageOf(origin, facts), restsOn: [] };
  }
  const known = origin ? [firmnessOf(origin)] : [];
  const over = wayOut(facts);
  if (over) return { ...over, restsOn: [...known, ...over.restsOn] };
  const coming = seenComing(slots);
  return { status: 'confirmed', stage: coming ?? stageOf(blocking, facts), restsOn: known };
}

const completeStages: Readonly<Record<Settlement, Stage>> = {
  'n/a': 'delivered',
  pending: 'settlement_pending',
  settled: 'settled',
  failed: 'settlement_failed',
};

function lostVerdict(facts: Facts): Verdict {
  const lost = facts.slots.filter(({ leg }) => leg !== null);
  if (facts.isSuperseded) return { status: 'cancelled', stage: 'superseded', restsOn: [] };
  if (lost.every(({ inclusion }) => inclusion === 'missing')) {
    return { status: 'reverted', stage: 'origin_missing', restsOn: [] };
  }
  const first = lost.find(({ inclusion }) => inclusion !== 'missing');
  return {
    status: 'pending',
    stage: first ? stageOf(first, facts) : 'awaiting_origin',
    restsOn: [],
  };
}

/** The end that an operation comes to, or is on the way to, beside its completion. */
function wayOut({ slots, required, carrier, hasSent }: Facts): Verdict | null {
  const ofRole = (role: Slot['step']['role']) => slots.filter(({ step }) => step.role === role);
  const refunds = ofRole('refund');
  const refunded = refunds.find(({ isDone }) => isDone);
  if (refunded) return { status: 'refunded', stage: 'refunded', restsOn: [firmnessOf(refunded)] };
  const unpaid = refunds.find(({ failure }) => failure)?.failure;
  if (unpaid) return { status: 'failed', stage: 'refund_failed', restsOn: [unpaid] };

  const coming = seenComing(refunds);
  const refunding = (restsOn: readonly Inclusion[]): Verdict => ({
    status: 'refunding',
    stage: coming ?? 'refund_pending',
    restsOn,
  });
  const cancel = ofRole('cancel').find(({ isDone }) => isDone);
  if (cancel) {
    const owes = cancel.leg?.about.owes ?? true;
    const isOwed = refunds.length > 0 && (owes === 'sent' ? hasSent : owes);
    return isOwed
      ? refunding([firmnessOf(cancel)])
      : { status: 'cancelled', stage: 'cancelled', restsOn: [firmnessOf(cancel)] };
  }
  const failed = required.find(
    (slot) => slot.failure && alternativesOf(slot, slots).every(({ failure }) => failure),
  );
  if (failed || carrier?.status === 'failed') {
    const restsOn = failed?.failure ? [failed.failure] : [];
    if (refunds.length > 0 && !isDelivered(required)) return refunding(restsOn);
    return { status: 'failed', stage: 'failed', restsOn };
  }
  const missed = required.find(({ isMissed, isDone }) => isMissed && !isDone);
  if (!missed?.step.deadline) return null;
  const restsOn = missed.deadlineRestsOn === null ? [] : [missed.deadlineRestsOn];
  if (missed.step.deadline.becomes === 'refunding') return refunding(restsOn);
  return {
    status: missed.step.deadline.becomes,
    stage: coming ?? lateStage(missed) ?? expiredStages[missed.step.deadline.becomes],
    restsOn,
  };
}

/** What has been delivered does not come back, whatever else was promised. */
const isDelivered = (required: readonly Slot[]): boolean =>
  required.some(({ step, isDone }) => step.role === 'destination' && isDone);

const expiredStages: Readonly<Record<Exclude<Deadline['becomes'], 'refunding'>, Stage>> = {
  expired: 'expired_unfilled',
  failed: 'failed',
  cancelled: 'cancelled',
};

const alternativesOf = ({ step }: Slot, slots: readonly Slot[]): readonly Slot[] =>
  slots.filter((other) => step.alternatives?.includes(other.step.name));

/** A step that came after its deadline, and is not firm yet. */
const lateStage = ({ step, inclusion }: Slot): Stage | null =>
  inclusion === 'included' ? seenStage(step.role, inclusion) : null;

/** A refund or a cancellation that is in a block, and not firm yet. */
function seenComing(slots: readonly Slot[]): Stage | null {
  const isComing = (role: Slot['step']['role']) =>
    slots.some(
      ({ step, inclusion, outcome }) =>
        step.role === role && inclusion === 'included' && outcome === 'success',
    );
  if (isComing('refund')) return 'refund_included';
  return isComing('cancel') ? 'cancel_included' : null;
}

/** The stage of an operation that waits for this slot. */
function stageOf(slot: Slot, facts: Facts): Stage {
  const { slots, carrier, total } = facts;
  const { step, inclusion, outcome, successes, leg } = slot;
  if (outcome === 'failed_retryable') {
    return step.role === 'action' ? 'action_failed' : 'delivery_failed_retryable';
  }
  if (leg === null && isBlind(slot, facts)) return 'destination_not_covered';
  if (leg === null && carrier?.pending) return carrier.stage;
  if (inclusion === 'included' || inclusion === 'orphaned') return seenStage(step.role, inclusion);
  if (inclusion === 'missing' && step.role === 'origin') return 'origin_missing';
  if (step.isPartial && isBegun(successes, total)) return 'partially_filled';
  return alternativeStage(slot, slots) ?? step.waiting.stage;
}

/** Parts of the whole were seen: it is not known how much of it, where nobody names the whole. */
const isBegun = (successes: Slot['successes'], total: string | undefined): boolean =>
  amountOf(successes, total) > 0n || (total === undefined && successes.length > 0);

/** What is seen of the steps that would do as well. */
function alternativeStage(slot: Slot, slots: readonly Slot[]): Stage | null {
  const seen = alternativesOf(slot, slots).find(({ inclusion }) => inclusion === 'included');
  return seen ? seenStage(seen.step.role, 'included') : null;
}

const seenRoles = ['origin', 'attestation', 'hub', 'relay', 'destination', 'action'] as const;

function seenStage(role: Slot['step']['role'], inclusion: 'included' | 'orphaned'): Stage {
  const seen = seenRoles.find((known) => known === role);
  // A leg of another role, and nothing else of the operation: what it belongs to is to come.
  return seen ? `${seen}_${inclusion}` : 'awaiting_origin';
}

function isBlind(slot: Slot, { coverage, isUnread }: Facts): boolean {
  const { side } = slot.step;
  if (side === 'hub') return isUnread(slot);
  return side === 'destination' && (coverage === 'source_only' || coverage === 'chain_not_covered');
}

/** How firm the leg is that did what a slot is for. */
export function firmnessOf({ inclusion, skippedFor }: Slot): Inclusion {
  return skippedFor?.inclusion ?? inclusion;
}
