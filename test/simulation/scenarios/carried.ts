import type { ChainId } from '../../../core/chain.ts';
import type { SimulatedFork } from '../chain.ts';
import {
  gone,
  orUndecided,
  type Expectation,
  type SimulatedOperation,
  type Truth,
} from '../ledger.ts';
import { addressOf, plan, wordOf, type Stage } from '../stage.ts';
import { carriedEvents } from './carried.protocol.ts';
import { messageContract } from './message.ts';
import { messageEvents } from './message.protocol.ts';

export const carriedContract = addressOf(0x44);

interface Told {
  origin: ChainId;
  label: (step: string, n?: number) => string;
  labels: readonly string[];
  isRefused: boolean;
}

/** A request that a message carries: what the transport logs and what the application logs are of the same transactions. */
export function playCarried(stage: Stage): SimulatedOperation[] {
  const { random } = stage;
  const [origin, destination] = stage.chains(2) as [SimulatedFork, SimulatedFork];
  const number = stage.unique();
  const id = wordOf(number);
  const name = `carried-${number}`;
  const label = (step: string, n = 0) => `${name}/${step}/${n}`;
  const at = (seconds: number) => stage.now() + seconds;
  const own = ['request', 'execution', 'giveback'];
  const transport = ['call', 'attestation', 'failure', 'delivery'];
  const told: Told = {
    origin: origin.definition.id,
    label,
    labels: [...own, ...transport].map((step) => label(step)),
    isRefused: random.chance(0.2),
  };
  const [from, to] = [origin.definition.name, destination.definition.name];
  const transported = (step: string, event: keyof typeof messageEvents, args: object) =>
    plan(label(step), messageContract, messageEvents[event], { id, ...args });
  const logged = (step: string, event: keyof typeof carriedEvents, args: object) =>
    plan(label(step), carriedContract, carriedEvents[event], { id, message: id, ...args });
  const delivered = (step: string, outcome: number) =>
    transported(step, 'delivered', { origin: from, outcome, content: id, amount: 0n });

  stage.send(origin, {
    readyAt: at(random.int(0, 4)),
    logs: [
      logged('request', 'requested', { destination: to }),
      transported('call', 'called', {
        destination: to,
        promisesAction: false,
        content: id,
        amount: 0n,
      }),
    ],
  });
  const attestIn = random.int(5, 60);
  stage.send(destination, {
    readyAt: at(attestIn),
    logs: [transported('attestation', 'attested', { origin: from })],
  });
  const deliverIn = attestIn + random.int(1, 60);
  if (random.chance(0.25)) {
    stage.send(destination, { readyAt: at(deliverIn), logs: [delivered('failure', 1)] });
  }
  if (random.chance(0.85)) {
    stage.send(destination, {
      readyAt: at(deliverIn + random.int(5, 30)),
      logs: [
        delivered('delivery', 0),
        logged('execution', 'executed', { origin: from, succeeded: !told.isRefused }),
      ],
    });
  }
  if (told.isRefused && random.chance(0.7)) {
    stage.send(origin, {
      readyAt: at(deliverIn + random.int(60, 160)),
      logs: [logged('giveback', 'givenBack', {})],
    });
  }
  return [
    {
      name,
      protocol: 'carried',
      key: `message:${id}`,
      labels: told.labels,
      expect: (truth) => expectCarried(told, truth),
      mayBe: (status, truth) => {
        const did = (step: string) => truth.time(label(step)) !== null;
        if (status === 'complete')
          return did('execution') ? !told.isRefused : did('delivery') && did('attestation');
        return status !== 'refunded' || did('giveback');
      },
    },
  ];
}

function expectCarried({ origin, label, labels, isRefused }: Told, truth: Truth): Expectation {
  const did = (step: string) => truth.time(label(step)) !== null;
  if (!labels.some((own) => truth.time(own) !== null)) return gone(labels, truth);
  const hasOrigin = did('request');
  const orUnseen = hasOrigin ? [] : (['pending'] as const);
  // Without a leg of its own there is nothing of the application to see: what is left is the transport's.
  if (!hasOrigin && !did('execution') && !did('giveback')) {
    if (truth.wasLost(label('request'))) return { status: ['reverted', 'pending'], final: false };
    const isDelivered = did('delivery') && did('attestation');
    return {
      status: isDelivered
        ? ['complete', ...orUndecided(truth, labels, origin)]
        : ['confirmed', 'pending'],
    };
  }
  const undecided = hasOrigin ? [] : orUndecided(truth, labels, origin);
  if (did('execution') && !isRefused) return { status: ['complete', ...undecided] };
  if (did('giveback')) return { status: ['refunded', ...orUnseen] };
  if (did('execution'))
    return { status: ['refunding', ...orUnseen], stage: ['refund_pending'], final: false };
  // The transport's own first wait is what is told.
  const isTried = did('failure') ? 'delivery_failed_retryable' : 'awaiting_relay';
  const waiting = did('attestation') ? isTried : 'awaiting_attestation';
  return {
    status: ['confirmed', ...orUnseen],
    ...(hasOrigin && { stage: [waiting] as const }),
    final: false,
  };
}
