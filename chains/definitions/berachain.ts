import type { ChainDefinition } from '../../core/chain.ts';

/**
 * Blocks are final once CometBFT has committed them; nodes serve both tags. Source: chain_config.go of Wormhole's guardians.
 */
export const berachain: ChainDefinition = {
  id: 'eip155:80094',
  family: 'evm',
  name: 'berachain',
  coin: { symbol: 'BERA', decimals: 18 },
  blockTimeMs: 2_000,
  finality: { safe: { tag: 'safe' }, finalized: { tag: 'finalized' } },
  explorer: 'https://berascan.com',
};
