import type { ChainDefinition } from '../../core/chain.ts';

/**
 * One sequencer's blocks reach Celestia and Ethereum in bundles that can be rolled back there, and no tag is known to follow
 * them: an hour's blocks are caution, not a bound that the chain gives.
 */
export const lightlink: ChainDefinition = {
  id: 'eip155:1890',
  family: 'evm',
  name: 'lightlink',
  coin: { symbol: 'ETH', decimals: 18 },
  blockTimeMs: 500,
  finality: { safe: { depth: 64 }, finalized: { depth: 7_200 } },
  explorer: 'https://phoenix.lightlink.io',
};
