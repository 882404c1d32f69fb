import type { About } from './leg.ts';
import type { Operation } from './operation.ts';
import type { Rules } from './rules.ts';
import type { Slot } from './slots.ts';

/**
 * The slots that completion requires. An origin that cannot be seen is proven by a destination that accepts nothing else; so is
 * a hub. Where nothing at the destination is required, as where an operation ends on its hub, or where only the hub could
 * tell what is to come, a hub that is not read leaves the end open.
 */
export function requiredOf(
  slots: readonly Slot[],
  {
    rules: { destinationProvesOrigin },
    about,
    coverage,
    isUnread,
  }: {
    rules: Rules;
    about: About;
    coverage: Operation['coverage'];
    isUnread: (slot: Slot) => boolean;
  },
): Slot[] {
  const isAlone = destinationProvesOrigin && coverage === 'destination_only';
  const wanted = slots.filter(
    ({ step, isDone }) =>
      step.required === 'always' ||
      (step.required === 'promised' &&
        (about.promises?.includes(step.name) === true ||
          // It is all that is seen of the operation, and proves what came before.
          (isAlone && step.role === 'destination' && isDone))),
  );
  if (!destinationProvesOrigin) return wanted;
  const isProven = wanted.some(({ step }) => step.side === 'destination');
  return wanted.filter((slot) => {
    if (slot.step.side === 'origin') return !isAlone;
    return !(isProven && slot.step.side === 'hub' && isUnread(slot));
  });
}
