import type { ChainDefinition } from '../../core/chain.ts';

/** Nodes serve both tags, as those of OP chains do. Source: chain_config.go of Wormhole's guardians. */
export const mantle: ChainDefinition = {
  id: 'eip155:5000',
  family: 'evm',
  name: 'mantle',
  coin: { symbol: 'MNT', decimals: 18 },
  blockTimeMs: 2_000,
  finality: { safe: { tag: 'safe' }, finalized: { tag: 'finalized' } },
  explorer: 'https://mantlescan.xyz',
};
