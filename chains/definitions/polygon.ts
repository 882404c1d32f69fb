import type { ChainDefinition } from '../../core/chain.ts';

/** Milestones make the finalized tag; there is no safe tag of its own. */
export const polygon: ChainDefinition = {
  id: 'eip155:137',
  family: 'evm',
  name: 'polygon',
  coin: { symbol: 'POL', decimals: 18 },
  blockTimeMs: 2_000,
  finality: { safe: { depth: 16 }, finalized: { tag: 'finalized' } },
  explorer: 'https://polygonscan.com',
};
