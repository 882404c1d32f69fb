import type { ChainDefinition } from '../../core/chain.ts';

/**
 * Finalized means proven to Ethereum and final there, hours later; nodes do not support the safe tag (or give the same
 * block), so a depth stands in for it, which rests on the one sequencer's word that it takes no block back.
 */
export const linea: ChainDefinition = {
  id: 'eip155:59144',
  family: 'evm',
  name: 'linea',
  coin: { symbol: 'ETH', decimals: 18 },
  blockTimeMs: 1_000,
  finality: { safe: { depth: 64 }, finalized: { tag: 'finalized' } },
  explorer: 'https://lineascan.build',
};
