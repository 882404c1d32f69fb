import type { ChainDefinition } from '../../core/chain.ts';

export const ethereum: ChainDefinition = {
  id: 'eip155:1',
  family: 'evm',
  name: 'ethereum',
  coin: { symbol: 'ETH', decimals: 18 },
  blockTimeMs: 12_000,
  finality: { safe: { tag: 'safe' }, finalized: { tag: 'finalized' } },
  explorer: 'https://etherscan.io',
};
