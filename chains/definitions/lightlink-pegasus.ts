import type { ChainDefinition } from '../../core/chain.ts';

/** As cautious as on LightLink, for the same want of a bound. */
export const lightlinkPegasus: ChainDefinition = {
  id: 'eip155:1891',
  family: 'evm',
  name: 'lightlink-pegasus',
  coin: { symbol: 'ETH', decimals: 18 },
  blockTimeMs: 500,
  finality: { safe: { depth: 64 }, finalized: { depth: 7_200 } },
  explorer: 'https://pegasus.lightlink.io',
};
