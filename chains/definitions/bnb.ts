import type { ChainDefinition } from '../../core/chain.ts';

/** Fast finality (BEP-126): justified blocks are safe. */
export const bnb: ChainDefinition = {
  id: 'eip155:56',
  family: 'evm',
  name: 'bnb',
  coin: { symbol: 'BNB', decimals: 18 },
  blockTimeMs: 450,
  finality: { safe: { tag: 'safe' }, finalized: { tag: 'finalized' } },
  explorer: 'https://bscscan.com',
};
