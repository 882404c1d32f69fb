import type { ChainDefinition } from '../../core/chain.ts';

/** DBFT, as on Redbelly. */
export const redbellyTestnet: ChainDefinition = {
  id: 'eip155:153',
  family: 'evm',
  name: 'redbelly-testnet',
  coin: { symbol: 'RBNT', decimals: 18 },
  blockTimeMs: 20_000,
  finality: { safe: { depth: 1 }, finalized: { depth: 1 } },
  explorer: 'https://redbelly.testnet.routescan.io',
};
