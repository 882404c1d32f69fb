import type { ChainDefinition } from '../../core/chain.ts';

export const optimismSepolia: ChainDefinition = {
  id: 'eip155:11155420',
  family: 'evm',
  name: 'optimism-sepolia',
  coin: { symbol: 'ETH', decimals: 18 },
  blockTimeMs: 2_000,
  finality: { safe: { tag: 'safe' }, finalized: { tag: 'finalized' } },
  explorer: 'https://sepolia-optimism.etherscan.io',
};
