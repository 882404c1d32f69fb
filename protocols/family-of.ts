import type { ChainFamily, ChainId } from '../core/chain.ts';

const families: Readonly<Record<string, ChainFamily>> = { eip155: 'evm', solana: 'svm' };

/** The VM of a chain, by the namespace of its id; null for one that is not read here. */
export function familyOf(chain: ChainId): ChainFamily | null {
  return families[chain.slice(0, chain.indexOf(':'))] ?? null;
}
