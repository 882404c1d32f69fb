import { definitions } from '../chains/definitions/index.ts';
import type { ChainId } from '../core/chain.ts';

/** Genesis hashes are no ends for names of variables: these chains go by their own names. */
const names: ReadonlyMap<string, ChainId> = new Map(
  [...definitions.values()]
    .filter(({ family }) => family === 'svm')
    .map(({ name, id }) => [name.toUpperCase().replaceAll('-', '_'), id]),
);

/**
 * The chain that a variable names by its end; null if it names none.
 *
 * @example chainOf('8453') // 'eip155:8453'
 * @example chainOf('SOLANA') // 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp'
 */
export function chainOf(end: string): ChainId | null {
  // Longer ones are no longer exact as a number; EIP-155 chains stay far below.
  if (/^[1-9]\d{0,14}$/.test(end)) return `eip155:${end}`;
  return names.get(end) ?? null;
}

/** How the variables of a chain end; null for one that only the configuration file can name. */
export function variableEndOf(chain: ChainId): string | null {
  const [end] = [...names].find(([, id]) => id === chain) ?? [];
  return end ?? /^eip155:(.*)$/.exec(chain)?.[1] ?? null;
}
