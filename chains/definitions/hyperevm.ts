import type { ChainDefinition } from '../../core/chain.ts';

/** Blocks come out of HyperBFT, which takes none back; one block on top allows for a lagging node. */
export const hyperevm: ChainDefinition = {
  id: 'eip155:999',
  family: 'evm',
  name: 'hyperevm',
  coin: { symbol: 'HYPE', decimals: 18 },
  blockTimeMs: 1_000,
  finality: { safe: { depth: 1 }, finalized: { depth: 1 } },
  explorer: 'https://hyperevmscan.io',
};
