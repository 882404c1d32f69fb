import type { ChainDefinition } from '../../core/chain.ts';

export const sepolia: ChainDefinition = {
  id: 'eip155:11155111',
  family: 'evm',
  name: 'sepolia',
  coin: { symbol: 'ETH', decimals: 18 },
  blockTimeMs: 12_000,
  finality: { safe: { tag: 'safe' }, finalized: { tag: 'finalized' } },
  explorer: 'https://sepolia.etherscan.io',
};
