import type { ChainDefinition } from '../../core/chain.ts';

export const base: ChainDefinition = {
  id: 'eip155:8453',
  family: 'evm',
  name: 'base',
  coin: { symbol: 'ETH', decimals: 18 },
  blockTimeMs: 2_000,
  finality: { safe: { tag: 'safe' }, finalized: { tag: 'finalized' } },
  explorer: 'https://basescan.org',
};
