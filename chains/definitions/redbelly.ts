import type { ChainDefinition } from '../../core/chain.ts';

/**
 * Blocks are final once decided (DBFT, which does not fork); one block on top allows for a lagging node, and comes 20 to 40
 * seconds later while little happens.
 */
export const redbelly: ChainDefinition = {
  id: 'eip155:151',
  family: 'evm',
  name: 'redbelly',
  coin: { symbol: 'RBNT', decimals: 18 },
  blockTimeMs: 20_000,
  finality: { safe: { depth: 1 }, finalized: { depth: 1 } },
  explorer: 'https://redbelly.routescan.io',
};
