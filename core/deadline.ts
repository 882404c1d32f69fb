import { assert } from './errors.ts';
import { inclusionOf, isFirm } from './inclusion.ts';
import { CLOCK_SKEW_SECONDS, type About, type Inclusion, type Leg } from './leg.ts';
import type { Slot } from './slots.ts';
import { firmest, speakerOf } from './successes.ts';
import type { World } from './world.ts';

/** An operation's legs by `compareLegs`, and what they tell. */
interface Told {
  sorted: readonly Leg[];
  about: About;
  world: World;
}

/** Until when a slot's step may happen, what says so, and whether it is certain that it did not. */
export function deadlineOf(
  slot: Slot,
  slots: readonly Slot[],
  told: Told,
): Pick<Slot, 'deadline' | 'deadlineRestsOn' | 'isMissed'> {
  const deadline = timeOf(slot, slots, told.about);
  if (deadline === null) return { deadline, deadlineRestsOn: null, isMissed: false };
  const deadlineRestsOn = firmnessOf(slot, deadline, slots, told);
  // A deadline that may be another one after a reorg decides nothing.
  const isTold = deadlineRestsOn !== null && isFirm(deadlineRestsOn);
  return { deadline, deadlineRestsOn, isMissed: isTold && isPassed(slot, deadline, told) };
}

/** The last second of the year 9999: a deadline that no calendar has never passes. */
const TIME_MAX = 253_402_300_799;

/** Zero, and the highest number there is, are the usual ways to say that there is no deadline. */
const isTime = (deadline: number | undefined): deadline is number =>
  Number.isSafeInteger(deadline) && Number(deadline) > 0 && Number(deadline) <= TIME_MAX;

function timeOf({ step }: Slot, slots: readonly Slot[], about: About): number | null {
  if (!step.deadline) return null;
  const { at } = step.deadline;
  if (at === 'told') return isTime(about.deadline) ? about.deadline : null;
  const { leg, outcome } = slotOf(at.after, slots);
  return leg && outcome === 'success' ? leg.at.blockTime + at.seconds : null;
}

function firmnessOf(
  { step }: Slot,
  deadline: number,
  slots: readonly Slot[],
  { sorted, world }: Told,
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

function isPassed(
  { step, clock, isDone, successes, many }: Slot,
  deadline: number,
  { sorted, about, world: { checkpoints } }: Told,
): boolean {
  if (isDone || clock === null || hasOpenTry(step, sorted)) return false;
  // One that came too late and is not firm yet takes nothing back.
  const inTime = successes.filter(({ leg }) => leg.at.blockTime <= deadline);
  if (speakerOf(inTime, step, about, many)) return false;
  const [first] = sorted;
  const read = checkpoints.get(first?.protocol ?? '')?.get(clock);
  if (!first || !read?.certain || read.certain.time <= deadline) return false;
  // It may have happened from the operation's beginning on: what is below the first block that was read shows nothing.
  const beganAt = first.at.blockTime - CLOCK_SKEW_SECONDS;
  return read.from.number === 0n || (read.from.time !== null && read.from.time <= beganAt);
}

/** A try was seen and its outcome was not: what leaves no log is asked for, and the answer may be late. */
function hasOpenTry({ name, deadline }: Slot['step'], sorted: readonly Leg[]): boolean {
  const many = (step: string) => sorted.filter((leg) => leg.canonical && leg.step === step).length;
  return deadline?.tries !== undefined && many(name) < many(deadline.tries);
}
