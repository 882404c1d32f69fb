import type { ChainDefinition } from '../../core/chain.ts';

/** Istanbul BFT, as on Kaia. */
export const kaiaKairos: ChainDefinition = {
  id: 'eip155:1001',
  family: 'evm',
  name: 'kaia-kairos',
  coin: { symbol: 'KAIA', decimals: 18 },
  blockTimeMs: 1_000,
  finality: { safe: { depth: 1 }, finalized: { depth: 1 } },
  explorer: 'https://kairos.kaiascan.io',
};
