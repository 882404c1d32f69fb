import type { ChainDefinition } from '../../core/chain.ts';

export const unichainSepolia: ChainDefinition = {
  id: 'eip155:1301',
  family: 'evm',
  name: 'unichain-sepolia',
  coin: { symbol: 'ETH', decimals: 18 },
  blockTimeMs: 1_000,
  finality: { safe: { tag: 'safe' }, finalized: { tag: 'finalized' } },
  explorer: 'https://sepolia.uniscan.xyz',
};
