import { isFirm } from './inclusion.ts';
import type { About } from './leg.ts';
import type { Conflict } from './operation.ts';
import type { Rules } from './rules.ts';
import type { Slot } from './slots.ts';
import { amountOf } from './successes.ts';

/** What is known of an operation beside its slots. */
interface Told {
  about: About;
  isWithoutSource: boolean;
  /** Something firm is of another message, and fills no slot. */
  isOfAnother: boolean;
}

/** What firm legs say that cannot all be right, in the order of the closed list. */
export function conflictsOf(
  rules: Rules,
  slots: readonly Slot[],
  { about, isWithoutSource, isOfAnother }: Told,
): Conflict[] {
  const firm = slots.map(({ successes, ...slot }) => ({
    ...slot,
    successes: successes.filter(({ inclusion }) => isFirm(inclusion)),
  }));
  const found: Record<Conflict, boolean> = {
    refund_and_fill: isRefundedAndFilled(firm),
    double_delivery: isDeliveredTwice(firm),
    content_mismatch: isOfAnother || hasOtherContent(firm),
    amount_mismatch: hasOtherAmount(rules, firm, about),
    delivered_without_source: isWithoutSource,
  };
  // CAST: the keys of the object above.
  return (Object.keys(found) as Conflict[]).filter((conflict) => found[conflict]);
}

const seen = ({ successes }: Slot) => successes.length > 0;

/** A part that was delivered before the rest came back is no conflict. */
function isRefundedAndFilled(slots: readonly Slot[]): boolean {
  const isFilled = slots.some(
    (slot) => slot.step.role === 'destination' && slot.isDone && seen(slot),
  );
  return isFilled && slots.some((slot) => slot.step.role === 'refund' && seen(slot));
}

/** By the same step, or by one and another that does as well and does not pay the first one. */
function isDeliveredTwice(slots: readonly Slot[]): boolean {
  return slots.some(({ step, successes, many }) => {
    const isOnce = step.role === 'destination' && !step.isPartial;
    if (!isOnce || successes.length === 0) return false;
    const others = slots.filter(
      ({ step: { name } }) => step.alternatives?.includes(name) && !step.settles?.includes(name),
    );
    // Of several, some may come by the one and some by the other.
    const isEither = step.oneForEach === undefined || many === 0;
    return successes.length > Math.max(1, many) || (isEither && others.some(seen));
  });
}

function hasOtherContent(slots: readonly Slot[]): boolean {
  const contents = slots.flatMap(({ successes }) =>
    successes.flatMap(({ leg }) => leg.about.content ?? []),
  );
  return new Set(contents).size > 1;
}

function hasOtherAmount({ amounts }: Rules, slots: readonly Slot[], about: About): boolean {
  if (about.total !== undefined) {
    return slots.some(
      ({ step, successes }) =>
        step.isPartial && amountOf(successes, about.total) > BigInt(about.total ?? 0),
    );
  }
  const legs = slots.flatMap(({ successes }) => successes.map(({ leg }) => leg));
  const sent = legs.find(({ role }) => role === 'origin')?.about.sent;
  const received = legs
    .filter(({ role }) => role === 'destination')
    .map((leg) => leg.about.received);
  if (!amounts || !sent) return false;
  return received.some(
    (asset) =>
      asset !== undefined &&
      (BigInt(asset.amount) > BigInt(sent.amount) ||
        (amounts === 'equal' && asset.amount !== sent.amount)),
  );
}
