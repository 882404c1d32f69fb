import type { ChainDefinition } from '../../core/chain.ts';

/** Safe: the batch is committed where the chain settles; finalized: it is proven and executed there, hours later. */
export const zksyncEra: ChainDefinition = {
  id: 'eip155:324',
  family: 'evm',
  name: 'zksync-era',
  coin: { symbol: 'ETH', decimals: 18 },
  blockTimeMs: 200,
  finality: { safe: { tag: 'safe' }, finalized: { tag: 'finalized' } },
  explorer: 'https://explorer.zksync.io',
};
