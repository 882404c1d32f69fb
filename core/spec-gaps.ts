import { inclusionOf, isFirm } from './inclusion.ts';
import { compareLegs, type About, type Leg } from './leg.ts';
import type { Step } from './rules.ts';
import { isElsewhere, type Slot } from './slots.ts';
import type { World } from './world.ts';

/**
 * What firm legs show although the protocol's rules call it impossible. The facts count all the same: a rule that refuses
 * them for ever would be worse than one that was wrong once. What arrived elsewhere counts for nothing: see `isElsewhere`.
 */
export function specGapsOf(
  steps: readonly Step[],
  slots: readonly Slot[],
  sorted: readonly Leg[],
  about: About,
  world: World,
): string[] {
  const firm = sorted.filter((leg) => isFirm(inclusionOf(leg, world)));
  const isShown = new Set(firm);
  const unknown = firm.filter(({ step }) => !steps.some(({ name }) => name === step));
  const elsewhere = steps.filter(
    (step) =>
      (step.role === 'destination' || step.role === 'origin') &&
      firm.some((leg) => leg.step === step.name && isElsewhere(leg, step, about)),
  );
  const failedThenDone = slots.filter(({ step, successes }) =>
    firm.some(
      (leg) =>
        leg.step === step.name &&
        leg.outcome === 'failed' &&
        successes.some((success) => isShown.has(success.leg) && compareLegs(leg, success.leg) < 0),
    ),
  );
  const late = slots.filter(
    ({ step, deadline, successes }) =>
      step.deadline?.isStrict &&
      deadline !== null &&
      successes.some(({ leg }) => isShown.has(leg) && leg.at.blockTime > deadline),
  );
  const cancel = slots.find(({ step, leg }) => step.role === 'cancel' && leg && isShown.has(leg));
  const isOwedNothing = cancel?.leg?.about.owes === false;
  const refund = slots.find(({ step, leg }) => step.role === 'refund' && leg && isShown.has(leg));
  return [
    ...new Set([
      ...unknown.map(({ step }) => `a ${step}, which is no step of its kind`),
      ...elsewhere.map(({ name, role }) => `a ${name} on another chain than its ${role}`),
      ...failedThenDone.map(({ step }) => `a ${step.name} after one that had failed for good`),
      ...late.map(({ step }) => `a ${step.name} after its deadline`),
      ...(isOwedNothing && refund ? [`a ${refund.step.name} where nothing was owed`] : []),
    ]),
  ].toSorted();
}
