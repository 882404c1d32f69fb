import type { ChainDefinition } from '../../core/chain.ts';

/** Blocks come out of an aBFT consensus; one block on top allows for a lagging node. */
export const sonic: ChainDefinition = {
  id: 'eip155:146',
  family: 'evm',
  name: 'sonic',
  coin: { symbol: 'S', decimals: 18 },
  blockTimeMs: 500,
  finality: { safe: { depth: 1 }, finalized: { depth: 1 } },
  explorer: 'https://sonicscan.org',
};
