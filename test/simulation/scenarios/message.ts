import type { Hex } from '../../../core/raw-log.ts';
import type { SimulatedFork } from '../chain.ts';
import { gone, orUndecided, type SimulatedOperation, type Truth } from '../ledger.ts';
import { addressOf, plan, wordOf, type Stage } from '../stage.ts';
import { messageEvents, TRANSIT_SECONDS_MAX } from './message.protocol.ts';

export const messageContract = addressOf(0x11);

/** How a message goes. Seconds count from its beginning. */
interface Story {
  isForged: boolean;
  callIn: number;
  attestIn: number;
  /** Failed tries before the one that succeeds. */
  failures: number;
  deliverIn: number | null;
  isAdvanced: boolean;
  isPromised: boolean;
  actionFails: boolean;
  isDoubled: boolean;
  isCut: boolean;
}

function tell({ random }: Stage): Story {
  return {
    isForged: random.chance(0.04),
    // The destination may come first: an origin that waited, or a relay that hurried.
    callIn: random.chance(0.15) ? random.int(20, 120) : random.int(0, 5),
    attestIn: random.int(5, 60),
    failures: random.chance(0.25) ? random.int(1, 2) : 0,
    deliverIn: random.chance(0.88) ? random.int(10, 120) : null,
    isAdvanced: random.chance(0.2),
    isPromised: random.chance(0.3),
    actionFails: random.chance(0.4),
    isDoubled: random.chance(0.03),
    isCut: random.chance(0.03),
  };
}

/** A message from one chain to another, with everything that may become of it. */
export function playMessage(stage: Stage): SimulatedOperation[] {
  const [origin, destination] = stage.chains(2) as [SimulatedFork, SimulatedFork];
  const story = tell(stage);
  const number = stage.unique();
  const id = wordOf(number);
  const name = `message-${number}`;
  const label = (step: string, n = 0) => `${name}/${step}/${n}`;
  const at = (seconds: number) => stage.now() + seconds;
  const content = wordOf(number);
  const from = origin.definition.name;
  const log = (step: string, n: number, event: keyof typeof messageEvents, args: object) =>
    plan(label(step, n), messageContract, messageEvents[event], { id, ...args });
  const delivered = (n: number, outcome: number, message: Hex = content) =>
    log(outcome === 0 ? 'delivery' : 'failure', n, 'delivered', {
      origin: from,
      outcome,
      content: message,
      amount: 100n,
    });

  if (!story.isForged) {
    const called = log('call', 0, 'called', {
      destination: destination.definition.name,
      promisesAction: story.isPromised,
      content,
      amount: 100n,
    });
    stage.send(origin, { readyAt: at(story.callIn), logs: [called] });
  }
  stage.send(destination, {
    readyAt: at(story.attestIn),
    logs: [log('attestation', 0, 'attested', { origin: from })],
  });
  if (story.isAdvanced) {
    const logs = [log('fast', 0, 'advanced', { origin: from })];
    stage.send(destination, {
      readyAt: at(story.attestIn + 2),
      isValid: ({ has }) => !has(label('delivery')),
      logs,
    });
  }
  if (story.deliverIn !== null) {
    const isOpen = {
      isValid: ({ has }: { has: (label: string) => boolean }) => !has(label('delivery')),
    };
    for (let n = 0; n < story.failures; n += 1) {
      stage.send(destination, {
        ...isOpen,
        readyAt: at(story.deliverIn + n * 15),
        logs: [delivered(n, 1)],
      });
    }
    const deliverIn = story.deliverIn + story.failures * 15;
    const logs = [delivered(0, 0, story.isCut ? wordOf(number + 1_000_000) : content)];
    if (story.isPromised) {
      const acted = (n: number, outcome: number) =>
        log(outcome === 0 ? 'action' : 'action failure', n, 'acted', { outcome });
      // What the contract calls happens in the delivery's own transaction; another try is one of its own.
      logs.push(acted(0, story.actionFails ? 1 : 0));
      if (story.actionFails && stage.random.chance(0.7)) {
        stage.send(destination, {
          readyAt: at(deliverIn + stage.random.int(20, 90)),
          isValid: ({ has }) => has(label('delivery')) && !has(label('action')),
          logs: [acted(0, 0)],
        });
      }
    }
    stage.send(destination, { ...isOpen, readyAt: at(deliverIn), logs });
    if (story.isDoubled) {
      stage.send(destination, { readyAt: at(deliverIn + 30), logs: [delivered(1, 0)] });
    }
  }
  const steps = ['call', 'attestation', 'delivery', 'fast', 'action'].map((step) => label(step));
  const labels = [
    ...steps,
    label('delivery', 1),
    label('failure', 0),
    label('failure', 1),
    label('action failure'),
  ];
  const chains = { origin, destination };
  return [
    {
      name,
      protocol: 'message',
      key: `message:${id}`,
      labels,
      expect: (truth) => expectMessage({ label, labels, story, chains }, truth),
      completedAt: (truth) => completedAt({ label, story }, truth),
      mayBe: (status, truth) => {
        const { isDone, hasOrigin } = factsOf({ label, story }, truth);
        // A destination that proves its origin is enough where the origin is not there.
        if (status === 'complete') return isDone;
        return status !== 'confirmed' || hasOrigin || truth.time(label('call')) === null;
      },
    },
  ];
}

/** An advance does for the attestation and the delivery; of two deliveries the first one counts. */
function completedAt({ label, story }: Told, { time }: Truth): number {
  const first = (...steps: string[]) =>
    Math.min(...steps.map((step) => time(label(step)) ?? Number.POSITIVE_INFINITY));
  const required = [
    first('call'),
    first('attestation', 'fast'),
    Math.min(first('delivery', 'fast'), time(label('delivery', 1)) ?? Number.POSITIVE_INFINITY),
    // Only its own call tells what was promised.
    story.isPromised && time(label('call')) !== null ? first('action') : 0,
  ];
  return Math.max(...required.filter(Number.isFinite));
}

interface Told {
  label: (step: string, n?: number) => string;
  story: Story;
}

function factsOf({ label, story }: Told, { time }: Truth) {
  const did = (step: string, n = 0) => time(label(step, n)) !== null;
  const hasOrigin = did('call');
  const deliveries = [did('delivery'), did('delivery', 1)].filter(Boolean).length;
  const isBrought = did('fast') || (did('attestation') && deliveries > 0);
  // Only its own call tells what was promised.
  const lacksAction = hasOrigin && story.isPromised && !did('action');
  return { did, hasOrigin, deliveries, isBrought, lacksAction, isDone: isBrought && !lacksAction };
}

function expectMessage(
  {
    label,
    labels,
    story,
    chains,
  }: Told & { labels: string[]; chains: { origin: SimulatedFork; destination: SimulatedFork } },
  truth: Truth,
): ReturnType<SimulatedOperation['expect']> {
  const { did, hasOrigin, deliveries, isBrought, lacksAction, isDone } = factsOf(
    { label, story },
    truth,
  );
  const times = labels.flatMap((own) => truth.time(own) ?? []);
  if (times.length === 0) return gone(labels, truth);
  const conflicts = [
    ...(deliveries > 1 ? ['double_delivery'] : []),
    ...(story.isCut && did('delivery') && (hasOrigin || deliveries > 1)
      ? ['content_mismatch']
      : []),
  ];
  if (hasOrigin) {
    if (isDone) {
      const settlement = !did('fast') ? 'n/a' : deliveries > 0 ? 'settled' : 'pending';
      return { status: ['complete'], final: true, conflicts, settlement };
    }
    const hasFailed = did('failure') || did('failure', 1);
    if (isBrought && lacksAction) {
      return {
        status: ['confirmed'],
        conflicts,
        stage: [did('action failure') ? 'action_failed' : 'awaiting_action'],
      };
    }
    if (!did('attestation'))
      return { status: ['confirmed'], stage: ['awaiting_attestation'], conflicts };
    return {
      status: ['confirmed'],
      stage: [hasFailed ? 'delivery_failed_retryable' : 'awaiting_relay'],
      conflicts,
    };
  }
  // Whoever delivers a call that was taken back has seen more than is left of it.
  const isLost = truth.wasLost(label('call'));
  const arrived = Math.min(...times);
  const isTooLate = arrived - truth.beginning(chains.origin.definition.id) > TRANSIT_SECONDS_MAX;
  const told = {
    conflicts: isLost ? [...conflicts, 'delivered_without_source'] : conflicts,
    // When the first block was is known by the end of the first range that was read.
    ...(isTooLate && !isLost && { mayConflict: ['delivered_without_source'] }),
  };
  const undecided = orUndecided(truth, labels, chains.origin.definition.id);
  const mayConflict = undecided.length > 0 ? ['delivered_without_source'] : told.mayConflict;
  const common = { ...told, ...(mayConflict && { mayConflict, conflicts }) };
  if (isDone) return { ...common, status: ['complete', ...undecided] };
  return { ...common, status: ['confirmed', 'pending'], final: false };
}
