import type { ChainDefinition } from '../../core/chain.ts';

/**
 * Finalized means proven to Ethereum and final there, served by nodes that verify the rollup; many serve no safe tag, so a
 * depth stands in for it, which rests on the one sequencer and is well above the 17 blocks that Hyperlane waits.
 */
export const scroll: ChainDefinition = {
  id: 'eip155:534352',
  family: 'evm',
  name: 'scroll',
  coin: { symbol: 'ETH', decimals: 18 },
  blockTimeMs: 3_000,
  finality: { safe: { depth: 64 }, finalized: { tag: 'finalized' } },
  explorer: 'https://scrollscan.com',
};
