import type { ChainDefinition } from '../../core/chain.ts';

/**
 * A beacon chain like Ethereum's, with 16 slots of 5 seconds in an epoch. Source: docs.gnosischain.com, `about/networks/mainnet`.
 */
export const gnosis: ChainDefinition = {
  id: 'eip155:100',
  family: 'evm',
  name: 'gnosis',
  coin: { symbol: 'XDAI', decimals: 18 },
  blockTimeMs: 5_000,
  finality: { safe: { tag: 'safe' }, finalized: { tag: 'finalized' } },
  explorer: 'https://gnosisscan.io',
};
