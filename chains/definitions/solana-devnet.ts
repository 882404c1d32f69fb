import type { ChainDefinition } from '../../core/chain.ts';

/** Explorers tell devnet by a query behind the transaction, which a base URL cannot say. */
export const solanaDevnet: ChainDefinition = {
  id: 'solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1',
  family: 'svm',
  name: 'solana-devnet',
  coin: { symbol: 'SOL', decimals: 9 },
  blockTimeMs: 400,
  finality: { safe: { commitment: 'confirmed' }, finalized: { commitment: 'finalized' } },
};
