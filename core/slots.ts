import type { ChainId } from './chain.ts';
import { assert } from './errors.ts';
import { inclusionOf, isFirm } from './inclusion.ts';
import { CLOCK_SKEW_SECONDS, type About, type ChainRef, type Inclusion, type Leg } from './leg.ts';
import type { Step } from './rules.ts';
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
  successes: readonly { leg: Leg; inclusion: Inclusion }[];
  /** How firm the leg is that says that the step failed for good, if a firm one does and the step is not done. */
  failure: Inclusion | null;
  /** A firm leg did what the step is for, or an alternative's did. */
  isDone: boolean;
  /** The slot of the alternative that did it instead. */
  skippedFor: Slot | null;
}

/** How firm canonical legs are, the least first. */
const firmness: readonly Inclusion[] = ['included', 'confirmed', 'finalized'];

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
  const slots = steps.map((step) => fillSlot(step, sorted, about, world));
  for (const slot of slots) {
    const told = deadlineOf(slot, slots, about);
    slot.deadline = told;
    slot.deadlineRestsOn = told === null ? null : deadlineFirmness(slot, slots, sorted, world);
  }
  for (const slot of slots) {
    slot.isMissed = isMissed(slot, sorted, about, world);
    if (slot.isMissed && slot.leg === null) slot.inclusion = 'missing';
  }
  for (const slot of slots) {
    const alternative = slots.find(
      (other) => slot.step.alternatives?.includes(other.step.name) && other.isDone,
    );
    if (slot.isDone || !alternative) continue;
    slot.isDone = true;
    slot.skippedFor = alternative;
    if (slot.leg === null) slot.inclusion = 'skipped';
  }
  return slots;
}

function fillSlot(step: Step, sorted: readonly Leg[], about: About, world: World): Slot {
  const own = sorted.filter((leg) => leg.step === step.name);
  const canonical = own.filter((leg) => leg.canonical);
  const successes = inOneBlock(canonical.filter(({ outcome }) => outcome === 'success')).map(
    (leg) => ({ leg, inclusion: inclusionOf(leg, world) }),
  );
  const slot = {
    step,
    successes,
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
  const success = speakerOf(successes, step, about);
  if (success) return filled(success.leg, success.inclusion);
  // Parts of a whole are shown beside the step, which is still awaited.
  if (successes.length > 0) return filled(null, 'expected');
  const failure = canonical.at(-1);
  if (failure) return filled(failure, inclusionOf(failure, world));
  const lost = own.at(-1);
  const inclusion = lost && inclusionOf(lost, world);
  // Others may repeat a step whose leg is lost for good; only an origin is lost with its transaction.
  if (!inclusion || (inclusion === 'missing' && step.role !== 'origin')) {
    return filled(null, 'expected');
  }
  return filled(lost, inclusion);
}

/**
 * Leaves out what a transaction did in another block: until a second look decides, both forks of a height may be stored, and
 * a chain takes a transaction only once. What was read twice counts, else the last block.
 */
function inOneBlock(legs: readonly Leg[]): Leg[] {
  const keyOf = ({ at }: Leg) => `${at.chain} ${at.transaction}`;
  const blocks = new Map(
    legs
      .toSorted((a, b) => Number(a.verified) - Number(b.verified))
      .map((leg) => [keyOf(leg), leg.at.blockHash]),
  );
  return legs.filter((leg) => blocks.get(keyOf(leg)) === leg.at.blockHash);
}

/** The success that does what a step is for; undefined if none does, or if all of them are not yet the whole. */
function speakerOf(
  successes: Slot['successes'],
  { isPartial }: Step,
  { total }: About,
): Slot['successes'][number] | undefined {
  if (!isPartial || total === undefined) return firmest(successes);
  return lastPart(successes, BigInt(total));
}

function failureOf(canonical: readonly Leg[], world: World): Inclusion | null {
  const failures = canonical
    .filter(({ outcome }) => outcome === 'failed')
    .map((leg) => ({ leg, inclusion: inclusionOf(leg, world) }))
    .filter(({ inclusion }) => isFirm(inclusion));
  return firmest(failures)?.inclusion ?? null;
}

function firmest(successes: Slot['successes']): Slot['successes'][number] | undefined {
  return successes.toSorted(
    (a, b) => firmness.indexOf(b.inclusion) - firmness.indexOf(a.inclusion),
  )[0];
}

/** How much these legs delivered. */
export function amountOf(successes: Slot['successes']): bigint {
  return successes.reduce((sum, { leg }) => sum + BigInt(leg.about.filled ?? 0), 0n);
}

/** The leg that made the whole full, at the highest firmness at which it is; undefined while it is not. */
function lastPart(
  successes: Slot['successes'],
  total: bigint,
): Slot['successes'][number] | undefined {
  for (const level of firmness.toReversed()) {
    const atLeast = successes.filter(
      ({ inclusion }) => firmness.indexOf(inclusion) >= firmness.indexOf(level),
    );
    const last = atLeast.at(-1);
    if (last && amountOf(atLeast) >= total) return { leg: last.leg, inclusion: level };
  }
  return undefined;
}

/** The last second of the year 9999: a deadline that no calendar has never passes. */
const TIME_MAX = 253_402_300_799;

/** Zero, and the highest number there is, are the usual ways to say that there is no deadline. */
const isTime = (deadline: number | undefined): deadline is number =>
  Number.isSafeInteger(deadline) && Number(deadline) > 0 && Number(deadline) <= TIME_MAX;

function deadlineOf({ step }: Slot, slots: readonly Slot[], about: About): number | null {
  if (!step.deadline) return null;
  const { at } = step.deadline;
  if (at === 'told') return isTime(about.deadline) ? about.deadline : null;
  const { leg, outcome } = slotOf(at.after, slots);
  return leg && outcome === 'success' ? leg.at.blockTime + at.seconds : null;
}

function deadlineFirmness(
  { step, deadline }: Slot,
  slots: readonly Slot[],
  sorted: readonly Leg[],
  world: World,
): Inclusion | null {
  const at = step.deadline?.at;
  if (at && at !== 'told') return slotOf(at.after, slots).inclusion;
  const telling = sorted.filter(({ canonical, about }) => canonical && about.deadline === deadline);
  return (
    firmest(telling.map((leg) => ({ leg, inclusion: inclusionOf(leg, world) })))?.inclusion ?? null
  );
}

function slotOf(name: string, slots: readonly Slot[]): Slot {
  const slot = slots.find(({ step }) => step.name === name);
  assert(slot, `${name} is a step`);
  return slot;
}

function isMissed(
  { step, clock, deadline, deadlineRestsOn, isDone, successes }: Slot,
  sorted: readonly Leg[],
  about: About,
  { checkpoints }: World,
): boolean {
  if (deadline === null || isDone || clock === null) return false;
  // A deadline that may be another one after a reorg decides nothing.
  if (deadlineRestsOn === null || !isFirm(deadlineRestsOn)) return false;
  // One that came too late and is not firm yet takes nothing back.
  const inTime = successes.filter(({ leg }) => leg.at.blockTime <= deadline);
  if (speakerOf(inTime, step, about)) return false;
  const [first] = sorted;
  const read = checkpoints.get(first?.protocol ?? '')?.get(clock);
  if (!first || !read?.certain || read.certain.time <= deadline) return false;
  // It may have happened from the operation's beginning on: what is below the first block that was read shows nothing.
  const beganAt = first.at.blockTime - CLOCK_SKEW_SECONDS;
  return read.from.number === 0n || (read.from.time !== null && read.from.time <= beganAt);
}
