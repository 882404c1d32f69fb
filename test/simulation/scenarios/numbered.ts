import type { SimulatedFork } from '../chain.ts';
import { gone, nothing, type Expectation, type SimulatedOperation, type Truth } from '../ledger.ts';
import { plan, wordOf, type Stage } from '../stage.ts';
import { messageContract } from './message.ts';
import { messageEvents } from './message.protocol.ts';

/** Of a transaction that reorgs throw out again and again. */
const ATTEMPTS_MAX = 4;

/**
 * A message that its chain numbers: when its transaction comes again after a reorg, it has another number, and is another
 * message. The first one stays as a trace, with the other in its place.
 */
export function playNumbered(stage: Stage): SimulatedOperation[] {
  const [origin, destination] = stage.chains(2) as [SimulatedFork, SimulatedFork];
  const number = stage.unique();
  const name = `numbered-${number}`;
  const idOf = (attempt: number) => wordOf(2 ** 44 + number * ATTEMPTS_MAX + attempt);
  const label = (attempt: number) => `${name}/call/${attempt}`;
  const logs = (attempt: number) => [
    plan(label(attempt), messageContract, messageEvents.called, {
      id: idOf(attempt),
      destination: destination.definition.name,
      promisesAction: false,
      content: idOf(attempt),
      amount: 1n,
    }),
  ];
  stage.send(origin, {
    readyAt: stage.now(),
    logs: logs(0),
    again: (attempt) => (attempt < ATTEMPTS_MAX ? logs(attempt) : null),
  });
  const labels = Array.from({ length: ATTEMPTS_MAX }, (_, attempt) => label(attempt));
  return labels.map((own, attempt) => ({
    name: attempt === 0 ? name : `${name} again ${attempt}`,
    protocol: 'message',
    key: `message:${idOf(attempt)}`,
    labels: [own],
    expect: (truth) => expectNumbered(own, labels, truth),
    mayBe: (status) => ['pending', 'confirmed', 'cancelled', 'reverted'].includes(status),
  }));
}

function expectNumbered(own: string, labels: readonly string[], truth: Truth): Expectation {
  if (truth.time(own) !== null) {
    return { status: ['confirmed'], stage: ['awaiting_attestation'], supersededBy: false };
  }
  if (!truth.wasLost(own)) return nothing;
  return labels.some((other) => truth.time(other) !== null)
    ? { status: ['cancelled'], stage: ['superseded'], final: false, supersededBy: true }
    : gone([own], truth);
}
