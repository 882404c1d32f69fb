import type { ChainDefinition } from '../../core/chain.ts';

export const polygonAmoy: ChainDefinition = {
  id: 'eip155:80002',
  family: 'evm',
  name: 'polygon-amoy',
  coin: { symbol: 'POL', decimals: 18 },
  blockTimeMs: 2_000,
  finality: { safe: { depth: 16 }, finalized: { tag: 'finalized' } },
  explorer: 'https://amoy.polygonscan.com',
};
