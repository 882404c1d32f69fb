import type { About } from './leg.ts';
import type { NextAction, Operation, Pending } from './operation.ts';
import type { Waiting } from './rules.ts';
import type { Slot } from './slots.ts';
import type { Verdict } from './verdict.ts';

interface Wait {
  verdict: Verdict;
  slots: readonly Slot[];
  blocking: Slot;
  /** Chain time (Unix seconds) of the earliest leg. */
  startedAt: number;
  isChainKnown: boolean;
  /** What the operation's legs tell beside what all protocols do. */
  details: About['details'];
  /** Even where the destination is indexed, nothing is read there that would show the end. */
  isEndUnseen: boolean;
  carrier: Operation | undefined;
}

/** What an operation waits for, and who can move it on. */
export function waitingOf(wait: Wait): { slot: Slot; pending: Pending; nextAction: NextAction } {
  const { verdict, slots, startedAt, carrier } = wait;
  const slot = awaited(wait);
  if (
    slot.leg === null &&
    carrier?.pending &&
    carrier.nextAction &&
    verdict.stage === carrier.stage
  )
    return { slot, pending: carrier.pending, nextAction: carrier.nextAction };
  const seen = slots.flatMap(({ leg }) => (leg ? [leg.at.blockTime] : []));
  // What is expired waits since then.
  const passed = verdict.status === 'expired' ? wait.blocking.deadline : null;
  const { what, mover, who, action } = saying(slot, wait);
  return {
    slot,
    pending: {
      step: slot.step.name,
      role: slot.step.role,
      stage: verdict.stage,
      chain: slot.chain?.chain ?? null,
      since: Math.max(startedAt, passed ?? 0, ...seen),
      deadline: slot.deadline ?? passed,
      what,
      reason: reasonOf(slot, slots),
    },
    nextAction: { mover, who, action },
  };
}

/** It is done, or another cancellation is. */
const isOver = (slot: Slot, slots: readonly Slot[]): boolean =>
  slot.isDone || (slot.step.role === 'cancel' && slots.some(isDoneCancel));

const isDoneCancel = ({ step, isDone }: Slot): boolean => step.role === 'cancel' && isDone;

/** Why the last try failed, or why it was called off. */
function reasonOf(slot: Slot, slots: readonly Slot[]): string | null {
  if (isFailure(slot)) return slot.leg?.about.reason ?? null;
  const cancel = slot.step.role === 'refund' ? slots.find(isDoneCancel) : undefined;
  return cancel?.leg?.about.reason ?? null;
}

const isFailure = ({ outcome }: Slot) => outcome === 'failed' || outcome === 'failed_retryable';

/** The slot that stands between the operation and its end: on the way back, the refund. */
function awaited({ verdict, slots, blocking }: Wait): Slot {
  const coming = (role: 'cancel' | 'refund') =>
    slots.find(({ step, leg }) => step.role === role && leg?.canonical) ??
    slots.find(({ step }) => step.role === role);
  if (verdict.stage === 'cancel_included') return coming('cancel') ?? blocking;
  const isOnWayBack =
    verdict.status === 'refunding' ||
    verdict.status === 'expired' ||
    verdict.stage === 'refund_included';
  const back = isOnWayBack ? coming('refund') : undefined;
  const first = back?.leg ? undefined : slots.find(({ step }) => step.name === back?.step.after);
  return (first && !isOver(first, slots) ? first : back) ?? blocking;
}

function saying(
  { step, inclusion, outcome }: Slot,
  { verdict, isChainKnown, isEndUnseen, details }: Wait,
): Pick<Waiting, 'what' | 'mover' | 'who' | 'action'> {
  const own = { ...step.waiting, ...moverOf(step.waiting, details) };
  // An operator may call a step anything, so that a sentence needs the quotes.
  const named = `the step "${step.name}"`;
  if (outcome === 'failed_retryable') {
    return { ...own, what: `${named} to be tried again: it failed` };
  }
  if (inclusion === 'included') {
    return {
      what: `${named} to pass its chain's safe rule: it is in a block that may still be reorged away`,
      mover: 'chain',
      who: 'the chain',
      action: 'Nothing to do but wait for more blocks.',
    };
  }
  if (inclusion === 'orphaned' || (inclusion === 'missing' && step.role === 'origin')) {
    return {
      what: `${named} to come again: the block that it was in was reorged away`,
      mover: 'user',
      who: 'whoever sent it',
      action: 'Wait; if it does not come again by itself, send it again.',
    };
  }
  if (verdict.stage === 'destination_not_covered' && isEndUnseen) {
    // To index more would show no more.
    return {
      ...own,
      what: `${named}, which nothing shows that is read here: its end cannot be seen`,
    };
  }
  if (verdict.stage === 'destination_not_covered') {
    return {
      what: isChainKnown
        ? `${named} on a chain that is not indexed here, so its end cannot be seen`
        : `${named} on a chain that is not known here, so its end cannot be seen`,
      mover: 'operator',
      who: 'the operator of this indexer',
      action: 'Add the destination chain to the configuration, or look on that chain itself.',
    };
  }
  return own;
}

/** Who can move a step on: whom the operation names, if it names anybody. */
function moverOf(
  { mover, who, reserved }: Waiting,
  details: About['details'],
): Pick<Waiting, 'mover' | 'who'> {
  const name = reserved && details?.[reserved.by];
  if (!reserved || name === undefined) return { mover, who };
  return { mover: reserved.mover, who: `${reserved.who} ${name}` };
}
