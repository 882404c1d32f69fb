import type { ChainDefinition } from '../../core/chain.ts';

export const ink: ChainDefinition = {
  id: 'eip155:57073',
  family: 'evm',
  name: 'ink',
  coin: { symbol: 'ETH', decimals: 18 },
  blockTimeMs: 1_000,
  finality: { safe: { tag: 'safe' }, finalized: { tag: 'finalized' } },
  explorer: 'https://explorer.inkonchain.com',
};
