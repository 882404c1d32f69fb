import type { ChainDefinition } from '../../core/chain.ts';

/**
 * An OP chain. Wormhole's guardians (chain_config.go) do not count on its safe tag, so a depth stands in for it, which rests on the
 * one sequencer's word that it takes no block back. Block time from superchain-registry.
 */
export const celo: ChainDefinition = {
  id: 'eip155:42220',
  family: 'evm',
  name: 'celo',
  coin: { symbol: 'CELO', decimals: 18 },
  blockTimeMs: 1_000,
  finality: { safe: { depth: 64 }, finalized: { tag: 'finalized' } },
  explorer: 'https://celoscan.io',
};
