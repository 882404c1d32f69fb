import type { ChainId } from '../../core/chain.ts';
import type { ChainRef } from '../../core/leg.ts';
import type { ReadEvent } from './read-events.ts';
import type { Own } from './schema.ts';

/** How an event tells the chain where its operation begins, or the one that it leads to. */
export type End =
  | { type: 'here' }
  | { type: 'field'; path: string }
  | { type: 'chain'; chain: ChainId | 'other' };

/** How an event tells one end of its operation; null if nothing does. */
export function endOf(
  side: 'origin' | 'destination',
  event: ReadEvent,
  { chains }: Pick<Own, 'chains'>,
  events: readonly ReadEvent[],
): End | null {
  if (event.side === side) return { type: 'here' };
  const part = event.entry[side];
  if (typeof part === 'string') return { type: 'field', path: part };
  if (part) return { type: 'chain', chain: part.chain };
  const contracts = events.filter(({ role }) => role === side).map(({ entry }) => entry.on);
  // CAST: the keys are chain ids.
  const possible = (Object.keys(chains) as ChainId[]).filter((chain) =>
    contracts.some((contract) => chains[chain]?.[contract]),
  );
  const [only] = possible;
  return only !== undefined && possible.length === 1 ? { type: 'chain', chain: only } : null;
}

/** What the events call a chain: by its EVM id, where the declaration has no names. */
export function nameOfChain({ names }: Pick<Own, 'names'>, chain: ChainId): string {
  return names?.[chain] ?? chain.slice(chain.indexOf(':') + 1);
}

/** The chain that the events call by this name. */
export function chainCalled({ names }: Pick<Own, 'names'>, name: string): ChainRef {
  if (!names) return { chain: /^[1-9]\d{0,31}$/.test(name) ? `eip155:${name}` : null, name };
  const known = Object.entries(names).find(([, own]) => own.toLowerCase() === name.toLowerCase());
  // CAST: the keys are chain ids.
  return { chain: known ? (known[0] as ChainId) : null, name };
}
