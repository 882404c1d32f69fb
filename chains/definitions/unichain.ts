import type { ChainDefinition } from '../../core/chain.ts';

export const unichain: ChainDefinition = {
  id: 'eip155:130',
  family: 'evm',
  name: 'unichain',
  coin: { symbol: 'ETH', decimals: 18 },
  blockTimeMs: 1_000,
  finality: { safe: { tag: 'safe' }, finalized: { tag: 'finalized' } },
  explorer: 'https://uniscan.xyz',
};
