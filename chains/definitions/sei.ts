import type { ChainDefinition } from '../../core/chain.ts';

/** Committed blocks are final, and all tags give the newest. Source: docs.sei.io, "Finality and Block Tags". */
export const sei: ChainDefinition = {
  id: 'eip155:1329',
  family: 'evm',
  name: 'sei',
  coin: { symbol: 'SEI', decimals: 18 },
  blockTimeMs: 400,
  finality: { safe: { tag: 'safe' }, finalized: { tag: 'finalized' } },
  explorer: 'https://seiscan.io',
};
