import type { ChainId } from './chain.ts';
import { deadlineOf } from './deadline.ts';
import { inclusionOf, isFirm } from './inclusion.ts';
import type { About, ChainRef, Inclusion, Leg } from './leg.ts';
import type { Step } from './rules.ts';
import { firmest, inOneBlock, speakerOf, type Success } from './successes.ts';
import type { World } from './world.ts';

/** A step of the route with the legs that fill it. */
export interface Slot {
  step: Step;
  /** The leg that speaks for the step; null while it is expected. */
  leg: Leg | null;
  inclusion: Inclusion;
  /** What the leg says of itself, if it is canonical. */
  outcome: 'unknown' | Leg['outcome'];
  /** The chain where it happened or is awaited. */
  chain: ChainRef | null;
  /** The chain by whose clock its deadline is judged: where the operation's legs say that it is to happen. */
  clock: ChainId | null;
  /** Until when it may happen, in Unix seconds of that clock; null if there is no such end. */
  deadline: number | null;
  /** How firm the leg is that tells the deadline, or that it counts from; null if there is none. */
  deadlineRestsOn: Inclusion | null;
  /** It is certain, by what was read of its chain, that it did not happen until its deadline. */
  isMissed: boolean;
  /** Every canonical leg that did what the step is for, in order. */
  successes: readonly Success[];
  /** How firm the leg is that says that the step failed for good, if a firm one does and the step is not done. */
  failure: Inclusion | null;
  /** How many legs the step is to have: of one that comes once for each of another's, 0 if alternatives did all of it. */
  many: number;
  /** A firm leg did what the step is for, or an alternative's did. */
  isDone: boolean;
  /** The slot of the alternative that did it instead. */
  skippedFor: Slot | null;
}

/**
 * Fills the steps of a route with legs. A success fills a step before any failure, the firmest one first; without one, the
 * latest failure; without that, the latest lost leg shows what became of it.
 *
 * @param sorted the operation's legs by `compareLegs`
 */
export function fillSlots(
  steps: readonly Step[],
  sorted: readonly Leg[],
  about: About,
  world: World,
): Slot[] {
  const slots = steps.map((step) =>
    fillSlot(step, manyOf(step, steps, sorted, world), {
      isBeginning: step === steps[0] && step.role === 'origin',
      sorted,
      about,
      world,
    }),
  );
  for (const slot of slots) {
    Object.assign(slot, deadlineOf(slot, slots, { sorted, about, world }));
    if (slot.isMissed && slot.leg === null) slot.inclusion = 'missing';
  }
  for (const slot of slots) {
    const alternative = slots.find(
      (other) => slot.step.alternatives?.includes(other.step.name) && other.isDone,
    );
    const isMeant = slot.step.required === 'always' && about.promises?.includes(slot.step.name);
    const isOwed = slot.step.oneForEach !== undefined && slot.many > 0;
    if (slot.isDone || !alternative || isMeant || isOwed) continue;
    slot.isDone = true;
    slot.skippedFor = alternative;
    if (slot.leg === null) slot.inclusion = 'skipped';
  }
  return slots;
}

function fillSlot(
  step: Step,
  many: number,
  {
    isBeginning,
    sorted,
    about,
    world,
  }: { isBeginning: boolean; sorted: readonly Leg[]; about: About; world: World },
): Slot {
  const own = sorted.filter((leg) => leg.step === step.name && !isElsewhere(leg, step, about));
  const canonical = own.filter((leg) => leg.canonical);
  const successes = inOneBlock(canonical.filter(({ outcome }) => outcome === 'success')).map(
    (leg) => ({ leg, inclusion: inclusionOf(leg, world) }),
  );
  const slot = {
    step,
    successes,
    many,
    chain: about[step.side] ?? null,
    clock: about[step.side]?.chain ?? null,
    deadline: null,
    deadlineRestsOn: null,
    isMissed: false,
  };
  const filled = (leg: Leg | null, inclusion: Inclusion): Slot => {
    const outcome: Slot['outcome'] = leg?.canonical ? leg.outcome : 'unknown';
    const chain = leg ? { chain: leg.at.chain, name: slot.chain?.name ?? '' } : slot.chain;
    const isDone = outcome === 'success' && isFirm(inclusion);
    const failure = isDone ? null : failureOf(canonical, world);
    return { ...slot, leg, inclusion, outcome, chain, failure, isDone, skippedFor: null };
  };
  const success = speakerOf(successes, step, about, many);
  if (success) return filled(success.leg, success.inclusion);
  // Parts of a whole are shown beside the step, which is still awaited.
  if (successes.length > 0) return filled(null, 'expected');
  const failure = canonical.at(-1);
  if (failure) return filled(failure, inclusionOf(failure, world));
  const lost = own.at(-1);
  const inclusion = lost && inclusionOf(lost, world);
  // Others may repeat a step whose leg is lost for good; only what an operation begins with is lost with its transaction.
  if (!inclusion || (inclusion === 'missing' && !isBeginning)) return filled(null, 'expected');
  return filled(lost, inclusion);
}

/**
 * True for an arrival on another chain than the operation is for, and for a departure from another one than it comes from:
 * each chain's contracts vouch for their own chain alone, and no other can deliver or send.
 */
export function isElsewhere(
  { at }: Leg,
  { side, role }: Step,
  { origin, destination }: About,
): boolean {
  const place = side === 'destination' ? destination : role === 'origin' ? origin : undefined;
  return place?.chain != null && at.chain !== place.chain;
}

/** What may still be reorged away asks for nothing, and what only pays for an alternative asks for none of these. */
function manyOf(
  { oneForEach, alternatives = [] }: Step,
  steps: readonly Step[],
  sorted: readonly Leg[],
  world: World,
): number {
  if (oneForEach === undefined) return 1;
  const firmOf = (name: string) =>
    inOneBlock(
      sorted.filter(
        (leg) => leg.step === name && leg.outcome === 'success' && isFirm(inclusionOf(leg, world)),
      ),
    ).length;
  const each = steps.find(({ name }) => name === oneForEach);
  const settled = alternatives.filter((name) => each?.settles?.includes(name));
  const paying = settled.reduce((sum, name) => sum + firmOf(name), 0);
  return Math.max(0, firmOf(oneForEach) - paying);
}

function failureOf(canonical: readonly Leg[], world: World): Inclusion | null {
  const failures = canonical
    .filter(({ outcome }) => outcome === 'failed')
    .map((leg) => ({ leg, inclusion: inclusionOf(leg, world) }))
    .filter(({ inclusion }) => isFirm(inclusion));
  return firmest(failures)?.inclusion ?? null;
}
