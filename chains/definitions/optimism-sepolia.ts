import type { ChainDefinition } from '../../core/chain.ts';

export const optimismSepolia: ChainDefinition = {
  id: 'eip155:11155420',
  family: 'evm',
  name: 'optimism-sepolia',
  blockTimeMs: 2_000,
  finality: { safe: { tag: 'safe' }, finalized: { tag: 'finalized' } },
  explorer: 'https://sepolia-optimism.etherscan.io',
};
