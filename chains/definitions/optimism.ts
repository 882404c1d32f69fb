import type { ChainDefinition } from '../../core/chain.ts';

/** Safe: the batch is on Ethereum; finalized: that Ethereum block is final. */
export const optimism: ChainDefinition = {
  id: 'eip155:10',
  family: 'evm',
  name: 'optimism',
  coin: { symbol: 'ETH', decimals: 18 },
  blockTimeMs: 2_000,
  finality: { safe: { tag: 'safe' }, finalized: { tag: 'finalized' } },
  explorer: 'https://optimistic.etherscan.io',
};
