import { assetLocationOf } from './asset-location.ts';
import { conflictsOf } from './conflicts.ts';
import { sightOf } from './coverage.ts';
import { assert } from './errors.ts';
import { inclusionOf, isFirm } from './inclusion.ts';
import { CLOCK_SKEW_SECONDS, compareLegs, type About, type Inclusion, type Leg } from './leg.ts';
import { mergeAbout } from './merge-about.ts';
import type { Finality, LegView, Operation } from './operation.ts';
import { legsOfAnother } from './of-another.ts';
import { operationId } from './operation-id.ts';
import { requiredOf } from './required.ts';
import { stepsOf, type Rules } from './rules.ts';
import { settlementOf } from './settlement.ts';
import { fillSlots, type Slot } from './slots.ts';
import { amountOf } from './successes.ts';
import { specGapsOf } from './spec-gaps.ts';
import { isTerminal, type Status } from './status.ts';
import { firmnessOf, verdictOf, type Verdict } from './verdict.ts';
import { viewsOf } from './views.ts';
import { waitingOf } from './waiting.ts';
import { isDue, wakesOf, type Wake } from './wakes.ts';
import type { World } from './world.ts';

/** An operation, and when it must be folded again though nothing new is seen of it. */
export interface Folded {
  operation: Operation;
  wakes: Wake[];
}

/** What other operations are to this one. */
export interface Relations {
  /** Its id, where another operation has the one that its legs would give it. */
  id?: string | undefined;
  supersedes?: readonly string[];
  supersededBy?: string | null;
  /** What the protocol that carries this one's messages makes of its own legs. */
  carriers?: readonly Folded[];
}

/**
 * Computes an operation from its legs, the protocol's rules and what the chains show. Pure: the same facts give the same
 * operation, whatever the order of `legs`. What its status means is said at `verdictOf`.
 *
 * @param legs of one operation and one protocol, at least one
 */
export function fold(
  rules: Rules,
  legs: readonly Leg[],
  world: World,
  { id, supersedes = [], supersededBy = null, carriers = [] }: Relations = {},
): Folded {
  const sorted = legs.toSorted(compareLegs);
  const first = sorted[0];
  assert(first, 'an operation has at least one leg');
  const others = legsOfAnother(sorted, world);
  const own = sorted.filter((leg) => !others.has(leg));
  const kind = mergeAbout(rules.steps, own, world).kind;
  const steps = stepsOf(rules, kind);
  assert(
    steps[0]?.role === 'origin' || steps.length === 1,
    'a route begins with its origin, or is one step',
  );
  const about = withRecipient(mergeAbout(steps, own, world), carriers);
  const sight = sightOf(rules, about, sorted, world);
  const slots = fillSlots(steps, own, about, world);
  for (const slot of slots) if (slot.step.byCarrier) fillByCarrier(slot, carriers);
  const { protocol } = first;
  const read = world.checkpoints.get(protocol);
  const isUnread = ({ chain }: Slot) => chain?.chain != null && !read?.has(chain.chain);
  const required = requiredOf(slots, { rules, about, coverage: sight.coverage, isUnread });
  const hasCanonical = sorted.some(({ canonical }) => canonical);
  const blocking = required.find(({ isDone }) => !isDone);
  const settlement = settlementOf(slots);
  const carrier = carriers.find(({ operation }) => !isComplete(operation))?.operation;
  const verdict = verdictOf({
    slots,
    required,
    blocking,
    coverage: sight.coverage,
    isUnread,
    settlement,
    hasCanonical,
    hasSent: about.sent !== undefined,
    total: about.total,
    isSuperseded: supersededBy !== null,
    carrier,
  });
  const { status, stage } = verdict;
  const startedAt = Math.min(
    first.at.blockTime,
    ...carriers.map(({ operation }) => operation.startedAt),
  );
  const isHeld = !isTerminal(status) && !blocking;
  const waiting =
    isTerminal(status) || !blocking
      ? null
      : waitingOf({
          verdict,
          slots,
          blocking: hasCanonical ? blocking : (slots.find(({ leg }) => leg !== null) ?? blocking),
          startedAt,
          isChainKnown: sight.coverage !== 'chain_not_covered',
          details: about.details,
          isEndUnseen: about.isEndUnseen === true,
          carrier,
        });
  const views = viewsOf(slots, sorted, about, world);
  const carried = carriers.flatMap(({ operation }) =>
    operation.legs.filter(({ event }) => event !== null),
  );
  const origin = { chain: about.origin?.chain ?? null, decidedAt: sight.decidedAt };
  const isSettled =
    isFinal(verdict) &&
    speakFinally(sorted, world) &&
    hasCauses(sorted) &&
    (sight.arrival === null || inclusionOf(sight.arrival, world) === 'finalized') &&
    (status !== 'failed' || carrier?.final !== false);
  const unread = isSettled
    ? [
        ...unreadDeliveries(status, required, slots, { protocol, world }),
        ...unreadCarriers(rules, status, required, world),
      ]
    : [];
  const operation: Operation = {
    id: id ?? operationId(rules, sorted),
    protocol,
    rulesVersion: rules.version,
    kind: about.kind ?? 'message',
    status,
    stage,
    terminal: isTerminal(status),
    final: isSettled && unread.length === 0,
    finality: finalityOf(slots, required, views),
    coverage: sight.coverage,
    // Before anything is delivered nobody is owed anything for it.
    settlement: status === 'complete' || settlement === 'settled' ? settlement : 'n/a',
    conflicts: [
      ...new Set([
        ...conflictsOf(rules, slots, {
          about,
          isWithoutSource: sight.isWithoutSource,
          isOfAnother: [...others].some((leg) => isFirm(inclusionOf(leg, world))),
        }),
        ...carriers.flatMap(({ operation }) => operation.conflicts),
      ]),
    ],
    specGaps: specGapsOf(steps, slots, sorted, about, world),
    origin: about.origin ?? null,
    destination: about.destination ?? null,
    about,
    startedAt,
    legs: [...views, ...carried],
    pending: (isHeld ? carrier?.pending : waiting?.pending) ?? null,
    nextAction: (isHeld ? carrier?.nextAction : waiting?.nextAction) ?? null,
    completion: {
      requires: required.map(({ step }) => step.name),
      missing: required.filter(({ isDone }) => !isDone).map(({ step }) => step.name),
    },
    partial: partialOf(slots, about),
    assetLocation: assetLocationOf(slots, about, {
      isGone: status === 'reverted' || supersededBy !== null,
      awaited: waiting?.slot,
      isHeld,
    }),
    supersedes: [...supersedes],
    supersededBy,
  };
  const wakes = [
    ...wakesOf(protocol, slots, views, origin, world),
    ...unread,
    ...carriers.flatMap((carried) => carried.wakes),
  ];
  return { operation, wakes };
}

/** Whom a message is for may be told by nothing but the message itself, which what carries it reads. */
function withRecipient(about: About, carriers: readonly Folded[]): About {
  const recipient = carriers.find(({ operation }) => operation.about.recipient)?.operation.about
    .recipient;
  return about.recipient === undefined && recipient !== undefined ? { ...about, recipient } : about;
}

/** What carries the operation does instead what nothing of its own tells. */
function fillByCarrier(slot: Slot, carriers: readonly Folded[]): void {
  const done = carriers.find(({ operation }) => isComplete(operation));
  if (slot.isDone || !done) return;
  const inclusion = done.operation.final ? 'finalized' : 'confirmed';
  Object.assign(slot, { isDone: true, inclusion: 'skipped', skippedFor: { ...slot, inclusion } });
}

const isFinalized = (inclusion: Inclusion): boolean => inclusion === 'finalized';

const isComplete = ({ status }: Operation): boolean => status === 'complete';

/** A leg that is gone may come again in a later block, so that what rests on its absence alone is never final. */
function isFinal({ status, restsOn }: Verdict): boolean {
  return isTerminal(status) && restsOn.length > 0 && restsOn.every(isFinalized);
}

/**
 * The chains whose blocks may yet show that it was delivered before it was called off or came back: then that end is taken
 * back, and is not final before. As wakes, for when these blocks were read.
 */
function unreadDeliveries(
  status: Status,
  required: readonly Slot[],
  slots: readonly Slot[],
  { protocol, world: { checkpoints } }: { protocol: string; world: World },
): Wake[] {
  if (status !== 'cancelled' && status !== 'refunded') return [];
  const ends = slots.filter(({ step }) => step.role === 'cancel' || step.role === 'refund');
  const endedAt = Math.max(...ends.flatMap(({ leg }) => (leg?.canonical ? leg.at.blockTime : [])));
  if (!Number.isFinite(endedAt)) return [];
  const time = endedAt + CLOCK_SKEW_SECONDS;
  return required.flatMap(({ step, clock, isDone }): Wake[] => {
    const read = clock === null ? undefined : checkpoints.get(protocol)?.get(clock);
    if (step.role !== 'destination' || isDone || clock === null || !read) return [];
    const wake = { protocol, chain: clock, time };
    return read.certain && isDue(wake, read.certain) ? [] : [wake];
  });
}

/**
 * What carries the messages may yet show in the blocks of the delivery that a call is promised after it, which holds completion.
 * As wakes, for when these blocks were read for it; where they never are, it shows nothing.
 */
function unreadCarriers(
  { carriedBy = [] }: Rules,
  status: Status,
  required: readonly Slot[],
  { checkpoints }: World,
): Wake[] {
  if (status !== 'complete') return [];
  return required.flatMap(({ step, leg }) => {
    if (step.role !== 'destination' || !leg) return [];
    const { chain, blockNumber: number } = leg.at;
    return carriedBy.flatMap((protocol): Wake[] => {
      const read = checkpoints.get(protocol)?.get(chain);
      const wake = { protocol, chain, number };
      return !read || (read.certain && isDue(wake, read.certain)) ? [] : [wake];
    });
  });
}

/** True if nothing that decides what an operation is about can be taken back: what its origins say, and what is promised. */
function speakFinally(sorted: readonly Leg[], world: World): boolean {
  return sorted
    .filter(({ canonical, role, about }) => canonical && (role === 'origin' || about.promises))
    .map((leg) => inclusionOf(leg, world))
    .every((inclusion) => !isFirm(inclusion) || inclusion === 'finalized');
}

/** What brought a leg about may be read later, as where blocks are read out of order, and is of the same operation. */
function hasCauses(legs: readonly Leg[]): boolean {
  const canonical = legs.filter((leg) => leg.canonical);
  const causes = new Set(
    canonical.flatMap(({ links }) =>
      links.flatMap(({ kind, key }) => (kind === 'cause' ? [key] : [])),
    ),
  );
  return canonical.every(({ links }) => {
    const effects = links.filter(({ kind }) => kind === 'effect');
    // By links of one rule a leg takes one cause: see `claimEffects`.
    return effects.every(({ rule }) =>
      effects.some((other) => other.rule === rule && causes.has(other.key)),
    );
  });
}

function finalityOf(
  slots: readonly Slot[],
  required: readonly Slot[],
  views: readonly LegView[],
): Finality {
  const origin = slots.find(({ step }) => step.role === 'origin');
  const isSourceFinal = origin === undefined || origin.inclusion === 'finalized';
  if (!required.every((slot) => slot.isDone && isFinalized(firmnessOf(slot)))) {
    return isSourceFinal ? 'source' : 'none';
  }
  const seen = views.filter(({ outcome }) => outcome !== 'unknown');
  return seen.every(({ inclusion }) => inclusion === 'finalized') ? 'all' : 'user_legs';
}

function partialOf(slots: readonly Slot[], { total }: About): Operation['partial'] {
  const parts = slots.filter(({ step }) => step.isPartial);
  if (total === undefined || parts.length === 0) return null;
  const firm = parts.flatMap(({ successes }) =>
    successes.filter(({ inclusion }) => isFirm(inclusion)),
  );
  return { filled: amountOf(firm, total).toString(), total };
}
