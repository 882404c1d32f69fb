import type { ChainDefinition } from '../../core/chain.ts';

export const arbitrumSepolia: ChainDefinition = {
  id: 'eip155:421614',
  family: 'evm',
  name: 'arbitrum-sepolia',
  coin: { symbol: 'ETH', decimals: 18 },
  blockTimeMs: 250,
  finality: { safe: { tag: 'safe' }, finalized: { tag: 'finalized' } },
  explorer: 'https://sepolia.arbiscan.io',
};
