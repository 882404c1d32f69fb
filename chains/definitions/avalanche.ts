import type { ChainDefinition } from '../../core/chain.ts';

/** Accepted blocks are final; one block on top allows for a lagging node. */
export const avalanche: ChainDefinition = {
  id: 'eip155:43114',
  family: 'evm',
  name: 'avalanche',
  coin: { symbol: 'AVAX', decimals: 18 },
  blockTimeMs: 1_500,
  finality: { safe: { depth: 1 }, finalized: { depth: 1 } },
  explorer: 'https://snowtrace.io',
};
