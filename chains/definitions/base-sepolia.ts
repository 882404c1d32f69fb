import type { ChainDefinition } from '../../core/chain.ts';

export const baseSepolia: ChainDefinition = {
  id: 'eip155:84532',
  family: 'evm',
  name: 'base-sepolia',
  coin: { symbol: 'ETH', decimals: 18 },
  blockTimeMs: 2_000,
  finality: { safe: { tag: 'safe' }, finalized: { tag: 'finalized' } },
  explorer: 'https://sepolia.basescan.org',
};
