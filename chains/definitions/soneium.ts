import type { ChainDefinition } from '../../core/chain.ts';

export const soneium: ChainDefinition = {
  id: 'eip155:1868',
  family: 'evm',
  name: 'soneium',
  coin: { symbol: 'ETH', decimals: 18 },
  blockTimeMs: 2_000,
  finality: { safe: { tag: 'safe' }, finalized: { tag: 'finalized' } },
  explorer: 'https://soneium.blockscout.com',
};
