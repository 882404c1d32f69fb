import type { ChainDefinition } from '../../core/chain.ts';

/** An Arbitrum chain. Source of its tags: chain_config.go of Wormhole's guardians; of its block time: wormhole-sdk-ts. */
export const plume: ChainDefinition = {
  id: 'eip155:98866',
  family: 'evm',
  name: 'plume',
  coin: { symbol: 'PLUME', decimals: 18 },
  blockTimeMs: 250,
  finality: { safe: { tag: 'safe' }, finalized: { tag: 'finalized' } },
  explorer: 'https://explorer.plume.org',
};
