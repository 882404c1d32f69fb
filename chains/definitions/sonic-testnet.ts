import type { ChainDefinition } from '../../core/chain.ts';

/** The testnet that followed Blaze (57054); aBFT, as on Sonic. */
export const sonicTestnet: ChainDefinition = {
  id: 'eip155:14601',
  family: 'evm',
  name: 'sonic-testnet',
  coin: { symbol: 'S', decimals: 18 },
  blockTimeMs: 500,
  finality: { safe: { depth: 1 }, finalized: { depth: 1 } },
  explorer: 'https://testnet.sonicscan.org',
};
