import type { ChainDefinition } from '../../core/chain.ts';

/** Safe: voted for by a supermajority of validators; finalized: beyond a vote. Source: docs.monad.xyz, "Block States". */
export const monad: ChainDefinition = {
  id: 'eip155:143',
  family: 'evm',
  name: 'monad',
  coin: { symbol: 'MON', decimals: 18 },
  blockTimeMs: 400,
  finality: { safe: { tag: 'safe' }, finalized: { tag: 'finalized' } },
  explorer: 'https://monadscan.com',
};
