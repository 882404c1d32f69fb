import type { ChainDefinition } from '../../core/chain.ts';

export const worldChain: ChainDefinition = {
  id: 'eip155:480',
  family: 'evm',
  name: 'world-chain',
  coin: { symbol: 'ETH', decimals: 18 },
  blockTimeMs: 2_000,
  finality: { safe: { tag: 'safe' }, finalized: { tag: 'finalized' } },
  explorer: 'https://worldscan.org',
};
