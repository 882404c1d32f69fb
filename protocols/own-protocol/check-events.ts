import { lowerHex } from '../../core/lower-hex.ts';
import { listOf, type Fault, type ReadEvent } from './read-events.ts';
import type { Own } from './schema.ts';

/** Whether each event has its contract, and can be told from the others. */
export function checkEvents({ chains }: Own, events: readonly ReadEvent[]): Fault[] {
  const contracts = [...new Set(Object.values(chains).flatMap((chain) => Object.keys(chain)))];
  const strangers = events.filter(({ entry }) => !contracts.includes(entry.on));
  return [
    ...strangers.map(({ name }) => ({
      path: ['events', name, 'on'],
      message: `must be a contract that chains names: ${listOf(contracts)}`,
    })),
    ...Object.entries(chains).flatMap(([chain, named]) =>
      Object.keys(named)
        .filter((contract) => !events.some(({ entry }) => entry.on === contract))
        .map((contract) => ({
          path: ['chains', chain, contract],
          message: 'must have an event that is on it, or be left out',
        })),
    ),
    ...events.flatMap((event, index) =>
      events.slice(0, index).flatMap((other) => {
        const message = isTwin(chains, event, other) ? twinFault(event, other) : null;
        return message ? [{ path: ['events', event.name, 'event'], message }] : [];
      }),
    ),
  ];
}

/** On some chain, both are the same event of the same contract. */
function isTwin(chains: Own['chains'], a: ReadEvent, b: ReadEvent): boolean {
  if (a.topic !== b.topic || a.topicCount !== b.topicCount) return false;
  return Object.values(chains).some(
    (contracts) =>
      contracts[a.entry.on] !== undefined && contracts[a.entry.on] === contracts[b.entry.on],
  );
}

/** Why two events of one contract and signature cannot be told apart; null if they can. */
function twinFault({ entry: a, abi }: ReadEvent, { name, entry: b }: ReadEvent): string | null {
  const isTold =
    a.on === b.on &&
    a.event === b.event &&
    a.when?.field !== undefined &&
    a.when.field === b.when?.field &&
    lowerHex(String(a.when.is)) !== lowerHex(String(b.when.is));
  if (isTold) return null;
  return `must not be what ${name} reads already: if ${abi.name} means two things, give both the same contract and signature, and a when with the same field and another value`;
}
