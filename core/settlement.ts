import { isFirm } from './inclusion.ts';
import type { Settlement } from './operation.ts';
import type { Slot } from './slots.ts';

/** Whether those who delivered are paid. An own axis: the user's operation is complete before, and whatever comes of it. */
export function settlementOf(slots: readonly Slot[]): Settlement {
  const due = slots.filter(
    ({ step }) =>
      step.role === 'settlement' ||
      slots.some((other) => step.settles?.includes(other.step.name) && other.isDone),
  );
  if (due.length === 0) return 'n/a';
  if (due.every(({ leg, outcome, inclusion }) => leg && outcome === 'success' && isFirm(inclusion)))
    return 'settled';
  return due.some(({ outcome, inclusion }) => outcome === 'failed' && isFirm(inclusion))
    ? 'failed'
    : 'pending';
}
