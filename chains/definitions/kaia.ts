import type { ChainDefinition } from '../../core/chain.ts';

/**
 * Blocks are final once signed (Istanbul BFT), and nodes that serve the tags give the newest block; one block on top allows
 * for a lagging node.
 */
export const kaia: ChainDefinition = {
  id: 'eip155:8217',
  family: 'evm',
  name: 'kaia',
  coin: { symbol: 'KAIA', decimals: 18 },
  blockTimeMs: 1_000,
  finality: { safe: { depth: 1 }, finalized: { depth: 1 } },
  explorer: 'https://kaiascan.io',
};
