import type { ChainId } from '../chain.ts';
import type { Lane } from './alert.ts';

/** The short names of chains, by id. */
export type ChainNames = ReadonlyMap<ChainId, string>;

/** A chain by its short name; by its id where it has none here. */
export function sayChain(chain: ChainId | null, names: ChainNames): string {
  return chain === null ? 'an unknown chain' : (names.get(chain) ?? chain);
}

/** A lane in words: `cctp from ethereum to base`. */
export function sayLane({ protocol, origin, destination }: Lane, names: ChainNames): string {
  return `${protocol} from ${sayChain(origin, names)} to ${sayChain(destination, names)}`;
}
