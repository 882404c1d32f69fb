import type { ChainDefinition } from '../../core/chain.ts';

export const zksyncSepolia: ChainDefinition = {
  id: 'eip155:300',
  family: 'evm',
  name: 'zksync-sepolia',
  blockTimeMs: 200,
  finality: { safe: { tag: 'safe' }, finalized: { tag: 'finalized' } },
  explorer: 'https://sepolia.explorer.zksync.io',
};
