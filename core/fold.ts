import { assert } from './errors.ts';
import type { ChainId, Head } from './chain.ts';
import { inclusionOf, isFirm } from './inclusion.ts';
import { CLOCK_SKEW_SECONDS, compareLegs, type About, type ChainRef, type Leg } from './leg.ts';
import type { Coverage, LegView, Operation, Pending } from './operation.ts';
import type { Rules, Step } from './rules.ts';
import { isTerminal, type Stage, type Status } from './status.ts';
import { operationId } from './operation-id.ts';

/** What the fold knows beside an operation's own legs. */
export interface World {
  /** What each chain shows; a chain that is absent has shown nothing yet. */
  heads: ReadonlyMap<ChainId, Head>;
  /** The chains that are indexed for the operation's protocol. */
  covered: ReadonlySet<ChainId>;
}

/**
 * Computes an operation from its legs, the protocol's rules and what the chains show. Pure: the same facts give the same
 * operation, whatever the order of `legs`.
 *
 * 1) no canonical leg left: `pending`, and `reverted` once every lost leg's height is finalized without it.
 * 2) every required leg firm: `complete`; a destination that proves its origin suffices where the origin cannot be seen.
 * 3) origin not firm, or not seen: `pending`, whatever happened elsewhere.
 * 4) else `confirmed`: it waits for the first required leg that is not firm.
 */
export function fold(rules: Rules, legs: readonly Leg[], world: World): Operation {
  const sorted = legs.toSorted(compareLegs);
  const first = sorted[0];
  assert(first, 'an operation has at least one leg');
  const slots = rules.steps.map((step) => slotOf(step, sorted, world));
  const about = mergeAbout(rules, sorted);
  const coverage = coverageOf(about, sorted, world);
  const required = slots.filter(
    ({ step }) =>
      !(coverage === 'destination_only' && rules.destinationProvesOrigin && step.side === 'origin'),
  );
  const blocking = required.find(({ view }) => !isFirm(view.inclusion));
  const { status, stage } = statusOf({
    slots,
    blocking,
    coverage,
    hasCanonical: slots.some(isSeen),
  });
  return {
    id: operationId(rules, sorted),
    protocol: first.protocol,
    rulesVersion: rules.version,
    kind: about.kind ?? 'message',
    status,
    stage,
    terminal: isTerminal(status),
    final: status === 'complete' && required.every(({ view }) => view.inclusion === 'finalized'),
    coverage,
    origin: about.origin ?? null,
    destination: about.destination ?? null,
    about,
    startedAt: first.at.blockTime,
    legs: [
      ...slots.map(({ view }) => fillChain(view, about, rules)),
      ...otherLegs(slots, sorted, world),
    ],
    pending: isTerminal(status)
      ? null
      : pendingOf({ blocking, stage, slots, startedAt: first.at.blockTime, about, coverage }),
    completion: {
      requires: required.map(({ step }) => step.name),
      missing: required.filter(({ view }) => !isFirm(view.inclusion)).map(({ step }) => step.name),
    },
  };
}

/** A step of the route with the leg that fills it. */
interface Slot {
  step: Step;
  view: LegView;
}

function isSeen({ view }: Slot): boolean {
  return view.outcome === 'success';
}

/**
 * The earliest canonical leg fills a step; failing that, the latest lost one shows what became of it. A lost leg whose
 * height is final frees its step again, because others may repeat it; only an origin is lost with its transaction.
 */
function slotOf(step: Step, sorted: readonly Leg[], world: World): Slot {
  const own = sorted.filter((leg) => leg.step === step.name);
  const leg = own.find(({ canonical }) => canonical) ?? own.at(-1);
  const view = leg && viewOf(leg, world);
  if (view && (view.inclusion !== 'missing' || step.role === 'origin')) return { step, view };
  return {
    step,
    view: {
      step: step.name,
      role: step.role,
      chain: null,
      inclusion: 'expected',
      outcome: 'unknown',
      at: null,
      event: null,
    },
  };
}

function viewOf(leg: Leg, world: World): LegView {
  return {
    step: leg.step,
    role: leg.role,
    chain: leg.at.chain,
    inclusion: inclusionOf(leg, world.heads.get(leg.at.chain)),
    outcome: leg.canonical ? 'success' : 'unknown',
    at: leg.at,
    event: leg.event,
  };
}

/** Legs that fill no step: lost ones, and further ones of a step that is filled. Nothing that was seen is hidden. */
function otherLegs(slots: readonly Slot[], sorted: readonly Leg[], world: World): LegView[] {
  const shown = new Set(slots.map(({ view }) => view.event));
  return sorted.filter((leg) => !shown.has(leg.event)).map((leg) => viewOf(leg, world));
}

/** An expected leg is awaited on the chain that the operation names for its side. */
function fillChain(view: LegView, about: About, rules: Rules): LegView {
  if (view.chain !== null) return view;
  const step = rules.steps.find(({ name }) => name === view.step);
  const side = step?.side === 'origin' ? about.origin : about.destination;
  return { ...view, chain: side?.chain ?? null };
}

/**
 * Puts together what the legs tell. The first step that tells something wins; within a step the latest leg does, because
 * a protocol that lets an origin be amended emits it again under the same key. Lost legs speak only where no leg is left.
 */
function mergeAbout(rules: Rules, sorted: readonly Leg[]): About {
  const canonical = sorted.filter((leg) => leg.canonical);
  const speaking = canonical.length > 0 ? canonical : sorted;
  const order = (leg: Leg) => rules.steps.findIndex(({ name }) => name === leg.step);
  const ranked = speaking.toReversed().toSorted((a, b) => order(a) - order(b));
  return ranked.reduce<About>(
    (told, { about }) => ({ ...about, ...told, details: { ...about.details, ...told.details } }),
    {},
  );
}

function coverageOf(
  { origin, destination }: About,
  sorted: readonly Leg[],
  world: World,
): Coverage {
  const sees = (ref: ChainRef | undefined) => ref?.chain != null && world.covered.has(ref.chain);
  if (origin && (!sees(origin) || departedUnseen(origin, sorted, world))) return 'destination_only';
  if (destination && destination.chain === null) return 'chain_not_covered';
  return !destination || sees(destination) ? 'full' : 'source_only';
}

/**
 * True if every block that may hold the origin was read, and it is in none of them: it lies before the first block that is
 * indexed there.
 */
function departedUnseen({ chain }: ChainRef, sorted: readonly Leg[], { heads }: World): boolean {
  const head = chain === null ? undefined : heads.get(chain);
  const arrival = sorted.find((leg) => leg.canonical);
  if (!head || !arrival || sorted.some(({ role }) => role === 'origin')) return false;
  return head.time > arrival.at.blockTime + CLOCK_SKEW_SECONDS && !head.unread?.length;
}

interface Facts {
  slots: readonly Slot[];
  blocking: Slot | undefined;
  coverage: Coverage;
  hasCanonical: boolean;
}

function statusOf({ slots, blocking, coverage, hasCanonical }: Facts): {
  status: Status;
  stage: Stage;
} {
  const origin = slots[0];
  assert(origin, 'rules have at least one step');
  if (!hasCanonical) {
    const lost = slots.filter(({ view }) => view.event !== null);
    return lost.every(({ view }) => view.inclusion === 'missing')
      ? { status: 'reverted', stage: 'origin_missing' }
      : { status: 'pending', stage: lost[0] ? stageOf(lost[0], coverage) : 'awaiting_origin' };
  }
  if (!blocking) return { status: 'complete', stage: 'delivered' };
  const status = isFirm(origin.view.inclusion) ? 'confirmed' : 'pending';
  return { status, stage: stageOf(blocking, coverage) };
}

/** The stage of an operation that waits for this slot. */
function stageOf({ step, view }: Slot, coverage: Coverage): Stage {
  switch (view.inclusion) {
    case 'included':
    case 'orphaned':
      return `${step.role}_${view.inclusion}`;
    case 'missing':
      return 'origin_missing';
    case 'expected':
      return step.side === 'destination' && isBlindTo(coverage)
        ? 'destination_not_covered'
        : step.waiting.stage;
    case 'confirmed':
    case 'finalized':
      return step.waiting.stage;
  }
}

function isBlindTo(coverage: Coverage): boolean {
  return coverage === 'source_only' || coverage === 'chain_not_covered';
}

interface Waiting {
  blocking: Slot | undefined;
  stage: Stage;
  slots: readonly Slot[];
  startedAt: number;
  about: About;
  coverage: Coverage;
}

function pendingOf({
  blocking,
  stage,
  slots,
  startedAt,
  about,
  coverage,
}: Waiting): Pending | null {
  if (!blocking) return null;
  const { step, view } = blocking;
  const side = step.side === 'origin' ? about.origin : about.destination;
  const seen = slots.flatMap((slot) => (slot.view.at ? [slot.view.at.blockTime] : []));
  return {
    step: step.name,
    role: step.role,
    stage,
    chain: view.chain ?? side?.chain ?? null,
    since: Math.max(startedAt, ...seen),
    ...saying(blocking, stage, coverage),
  };
}

function saying(
  { step, view }: Slot,
  stage: Stage,
  coverage: Coverage,
): Pick<Pending, 'what' | 'who' | 'action'> {
  if (view.inclusion === 'included') {
    return {
      what: `the ${step.name} to pass its chain's safe rule: it is in a block that may still be reorged away`,
      who: 'the chain',
      action: 'Nothing to do but wait for more blocks.',
    };
  }
  if (view.inclusion === 'orphaned' || view.inclusion === 'missing') {
    return {
      what: `the ${step.name} to come again: the block that it was in was reorged away`,
      who: 'whoever sent it',
      action: 'Wait; if it does not come again by itself, send it again.',
    };
  }
  if (stage === 'destination_not_covered') {
    return {
      what:
        coverage === 'chain_not_covered'
          ? `the ${step.name} on a chain that is not known here, so its end cannot be seen`
          : `the ${step.name} on a chain that is not indexed here, so its end cannot be seen`,
      who: 'the operator of this indexer',
      action: 'Add the destination chain to the configuration, or look on that chain itself.',
    };
  }
  return { what: step.waiting.what, who: step.waiting.who, action: step.waiting.action };
}
