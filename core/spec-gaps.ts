import { compareLegs, type Leg } from './leg.ts';
import type { Step } from './rules.ts';
import type { Slot } from './slots.ts';

/**
 * What was seen although the protocol's rules call it impossible. The facts count all the same: a rule that refuses them for
 * ever would be worse than one that was wrong once.
 */
export function specGapsOf(
  steps: readonly Step[],
  slots: readonly Slot[],
  sorted: readonly Leg[],
): string[] {
  const canonical = sorted.filter((leg) => leg.canonical);
  const unknown = canonical.filter(({ step }) => !steps.some(({ name }) => name === step));
  const failedThenDone = slots.filter(({ step, successes }) =>
    canonical.some(
      (leg) =>
        leg.step === step.name &&
        leg.outcome === 'failed' &&
        successes.some((success) => compareLegs(leg, success.leg) < 0),
    ),
  );
  const late = slots.filter(
    ({ step, deadline, successes }) =>
      step.deadline?.isStrict &&
      deadline !== null &&
      successes.some(({ leg }) => leg.at.blockTime > deadline),
  );
  const cancel = slots.find(({ step, leg }) => step.role === 'cancel' && leg?.canonical);
  const isOwedNothing = cancel?.leg?.about.owes === false;
  const refund = slots.find(({ step, leg }) => step.role === 'refund' && leg?.canonical);
  return [
    ...new Set([
      ...unknown.map(({ step }) => `a ${step}, which is no step of its kind`),
      ...failedThenDone.map(({ step }) => `a ${step.name} after one that had failed for good`),
      ...late.map(({ step }) => `a ${step.name} after its deadline`),
      ...(isOwedNothing && refund ? [`a ${refund.step.name} where nothing was owed`] : []),
    ]),
  ].toSorted();
}
