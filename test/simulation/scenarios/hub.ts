import type { SimulatedFork } from '../chain.ts';
import {
  gone,
  orUndecided,
  type Expectation,
  type SimulatedOperation,
  type Truth,
} from '../ledger.ts';
import { addressOf, plan, wordOf, type Stage } from '../stage.ts';
import { hubEvents, HUB_SECONDS_MAX } from './hub.protocol.ts';

export const hubContract = addressOf(0x33);

interface Told {
  label: (step: string, n?: number) => string;
  labels: readonly string[];
  sendFails: boolean;
  routeFails: boolean;
  arrival: 0 | 1 | 2;
  origin: SimulatedFork;
  hub: SimulatedFork;
  destination: SimulatedFork;
}

/** A transfer through a hub: routed or refused there, delivered, refused, late or brought home. */
export function playHub(stage: Stage): SimulatedOperation[] {
  const { random } = stage;
  const [origin, hub, destination] = stage.chains(3) as [
    SimulatedFork,
    SimulatedFork,
    SimulatedFork,
  ];
  const number = stage.unique();
  const [id, out] = [wordOf(number), wordOf(number + 5_000_000)];
  const name = `hub-${number}`;
  const label = (step: string, n = 0) => `${name}/${step}/${n}`;
  const at = (seconds: number) => stage.now() + seconds;
  const told: Told = {
    label,
    labels: ['send', 'route', 'arrival', 'retry', 'return'].map((step) => label(step)),
    sendFails: random.chance(0.06),
    routeFails: random.chance(0.15),
    arrival: random.chance(0.2) ? random.pick([1, 2]) : 0,
    origin,
    hub,
    destination,
  };
  const [originName, hubName] = [origin.definition.name, hub.definition.name];
  const log = (step: string, event: keyof typeof hubEvents, args: Record<string, unknown>) =>
    plan(label(step), hubContract, hubEvents[event], args);
  const arrived = (step: string, outcome: number) =>
    log(step, 'arrived', { out, origin: originName, hub: hubName, outcome });
  const send = (chain: SimulatedFork, seconds: number, logs: ReturnType<typeof log>[]) =>
    stage.send(chain, { readyAt: at(seconds), logs });

  const destinationName = destination.definition.name;
  send(origin, random.int(0, 4), [
    log('send', 'sent', {
      id,
      hub: hubName,
      destination: destinationName,
      succeeded: !told.sendFails,
    }),
  ]);
  const routeIn = random.int(8, 60);
  if (!told.sendFails && random.chance(0.92)) {
    const routed = { id, out, origin: originName, succeeded: !told.routeFails };
    send(hub, routeIn, [log('route', 'routed', routed)]);
  }
  const isReturned =
    !told.sendFails && random.chance(told.routeFails || told.arrival === 2 ? 0.7 : 0.15);
  if (!told.sendFails && !told.routeFails && random.chance(0.85)) {
    const arriveIn =
      routeIn + (random.chance(0.15) ? HUB_SECONDS_MAX + random.int(1, 60) : random.int(1, 80));
    send(destination, arriveIn, [arrived('arrival', told.arrival)]);
    if (told.arrival === 1 && random.chance(0.6)) {
      send(destination, arriveIn + random.int(10, 60), [arrived('retry', 0)]);
    }
  }
  if (isReturned) send(origin, routeIn + random.int(60, 300), [log('return', 'returned', { id })]);

  const common = { protocol: 'hub', labels: told.labels };
  return [
    {
      ...common,
      name,
      key: `hub:in:${id}`,
      expect: (truth) => expectInbound(told, truth),
      mayBe: (status, truth) => {
        if (status === 'complete') return mayBeComplete(told, truth);
        return status !== 'refunded' || truth.time(label('return')) !== null;
      },
    },
    {
      ...common,
      name: `${name} out`,
      key: `hub:out:${out}`,
      expect: (truth) => expectOutbound(told, truth),
      mayBe: (status, truth) => status !== 'complete' || mayBeComplete(told, truth),
    },
  ];
}

function factsOf({ label, routeFails, arrival }: Told, { time }: Truth) {
  const did = (step: string) => time(label(step)) !== null;
  const isRouted = did('route') && !routeFails;
  const isArrived = (did('arrival') && arrival === 0) || did('retry');
  return { did, isRouted, isArrived, isComplete: isRouted && isArrived };
}

/** A hub that nobody reads is proven by what it sent on. */
function mayBeComplete(told: Told, truth: Truth): boolean {
  const { isComplete, isArrived } = factsOf(told, truth);
  return isComplete || (isArrived && !truth.isIndexed(told.hub.definition.id));
}

/** What the user's side is part of. */
function expectInbound(told: Told, truth: Truth): Expectation {
  const { label, labels, sendFails, routeFails, arrival, destination } = told;
  const { did, isComplete, isArrived } = factsOf(told, truth);
  const own = ['send', 'route', 'return'].map((step) => label(step));
  if (!own.some((name) => truth.time(name) !== null)) {
    // A routing that was taken back may have stayed with the arrival, or with what was sent.
    const hasArrived = did('arrival') || did('retry');
    return hasArrived
      ? { status: ['confirmed', 'pending', 'reverted'], mayBeUnknown: true }
      : gone(labels, truth);
  }
  if (did('send') && sendFails) {
    return { status: ['reverted'], stage: ['origin_failed'], final: true };
  }
  const conflicts = isComplete && did('return') ? ['refund_and_fill'] : [];
  if (isComplete) {
    const undecided = did('send') ? [] : orUndecided(truth, labels, told.origin.definition.id);
    return {
      status: ['complete', ...undecided],
      conflicts,
      mayConflict: ['delivered_without_source'],
    };
  }
  // Without what was sent nobody tells where it was to arrive, and whose clock counts.
  const hasOrigin = did('send') ? [] : (['pending', 'confirmed'] as const);
  if (did('return')) return { status: ['refunded', ...hasOrigin] };
  const isRefused =
    (did('route') && routeFails) || (did('route') && did('arrival') && arrival === 2);
  const routedAt = truth.time(label('route'));
  const { id } = destination.definition;
  const isOpen = routedAt !== null && !routeFails && !isArrived;
  const isPast = (time: number | null) => isOpen && (time ?? 0) > (routedAt ?? 0) + HUB_SECONDS_MAX;
  if (isRefused || isPast(truth.knownTime(id))) {
    return { status: ['refunding', ...hasOrigin], final: false };
  }
  if (isPast(truth.certainTime(id))) {
    return { status: ['refunding', 'confirmed', ...hasOrigin], final: false };
  }
  if (!did('route'))
    return {
      status: ['confirmed', ...hasOrigin],
      ...(did('send') && { stage: ['awaiting_hub', 'hub_orphaned'] as const }),
      final: false,
    };
  const stage = did('arrival') && arrival === 1 ? 'delivery_failed_retryable' : 'awaiting_relay';
  return {
    status: ['confirmed', ...hasOrigin],
    ...(did('send') && { stage: [stage] as const }),
    final: false,
  };
}

/** What the delivery is part of: of the whole, unless the hub's own leg is not there to say so. */
function expectOutbound(told: Told, truth: Truth): Expectation {
  const { did } = factsOf(told, truth);
  if (did('route')) return expectInbound(told, truth);
  if (!did('arrival') && !did('retry'))
    return {
      status: ['pending', 'confirmed', 'reverted', 'refunded', 'refunding'],
      mayBeUnknown: true,
    };
  return told.arrival === 2 && !did('retry')
    ? { status: ['pending', 'confirmed', 'refunding'], final: false }
    : { status: ['pending', 'confirmed'], final: false };
}
