import type { ChainDefinition } from '../../core/chain.ts';

export const zksyncSepolia: ChainDefinition = {
  id: 'eip155:300',
  family: 'evm',
  name: 'zksync-sepolia',
  coin: { symbol: 'ETH', decimals: 18 },
  blockTimeMs: 200,
  finality: { safe: { tag: 'safe' }, finalized: { tag: 'finalized' } },
  explorer: 'https://sepolia.explorer.zksync.io',
};
