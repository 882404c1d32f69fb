import type { ChainDefinition } from '../../core/chain.ts';

export const avalancheFuji: ChainDefinition = {
  id: 'eip155:43113',
  family: 'evm',
  name: 'avalanche-fuji',
  coin: { symbol: 'AVAX', decimals: 18 },
  blockTimeMs: 1_500,
  finality: { safe: { depth: 1 }, finalized: { depth: 1 } },
  explorer: 'https://testnet.snowtrace.io',
};
