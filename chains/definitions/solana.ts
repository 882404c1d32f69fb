import type { ChainDefinition } from '../../core/chain.ts';

/** Heights are slots. The id is the beginning of the cluster's genesis hash. */
export const solana: ChainDefinition = {
  id: 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp',
  family: 'svm',
  name: 'solana',
  coin: { symbol: 'SOL', decimals: 9 },
  blockTimeMs: 400,
  finality: { safe: { commitment: 'confirmed' }, finalized: { commitment: 'finalized' } },
  explorer: 'https://solscan.io',
};
