import type { ChainDefinition } from '../../core/chain.ts';

/**
 * Not as final as HyperEVM: an archive node (nanoreth) reckons with reorgs of up to 256 blocks on this testnet alone; 64 is a
 * cautious guess.
 */
export const hyperevmTestnet: ChainDefinition = {
  id: 'eip155:998',
  family: 'evm',
  name: 'hyperevm-testnet',
  coin: { symbol: 'HYPE', decimals: 18 },
  blockTimeMs: 1_000,
  finality: { safe: { depth: 64 }, finalized: { depth: 256 } },
  explorer: 'https://testnet.purrsec.com',
};
