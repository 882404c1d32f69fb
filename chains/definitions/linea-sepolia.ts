import type { ChainDefinition } from '../../core/chain.ts';

/** As on Linea: no safe tag of its own. */
export const lineaSepolia: ChainDefinition = {
  id: 'eip155:59141',
  family: 'evm',
  name: 'linea-sepolia',
  coin: { symbol: 'ETH', decimals: 18 },
  blockTimeMs: 1_000,
  finality: { safe: { depth: 64 }, finalized: { tag: 'finalized' } },
  explorer: 'https://sepolia.lineascan.build',
};
