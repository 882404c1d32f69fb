import type { ChainDefinition } from '../../core/chain.ts';

export const arbitrum: ChainDefinition = {
  id: 'eip155:42161',
  family: 'evm',
  name: 'arbitrum',
  coin: { symbol: 'ETH', decimals: 18 },
  blockTimeMs: 250,
  finality: { safe: { tag: 'safe' }, finalized: { tag: 'finalized' } },
  explorer: 'https://arbiscan.io',
};
