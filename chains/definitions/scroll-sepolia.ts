import type { ChainDefinition } from '../../core/chain.ts';

/** As on Scroll: no safe tag that every node serves. */
export const scrollSepolia: ChainDefinition = {
  id: 'eip155:534351',
  family: 'evm',
  name: 'scroll-sepolia',
  coin: { symbol: 'ETH', decimals: 18 },
  blockTimeMs: 3_000,
  finality: { safe: { depth: 64 }, finalized: { tag: 'finalized' } },
  explorer: 'https://sepolia.scrollscan.com',
};
