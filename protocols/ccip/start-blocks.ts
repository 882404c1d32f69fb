import type { ChainId } from '../../core/chain.ts';

/** Blocks before the first ramps that are known here; nothing is sent, committed or executed without them. */
export const ccipStartBlocks: Readonly<Record<ChainId, bigint>> = {
  // The first ramps are of version 1.2.0, and have named the Router since they were made. It was there at 1,700,593,571, counted
  // back at 12 s, the least there, from block 21,819,733 at 1,739,234,111. Source: l2beat, `projects/transporter` and `projects/cctp`.
  'eip155:1': 18_599_687n,
  // The first ramps are of version 1.5.0, of 2024-10-03 at the latest, from bunnyboard/databoard `chainlink.ts`; Ethereum's are a
  // week older. The block is of 2024-07-01: 105,235,063 was at 1,686,068,903, with one each 2 s since. Source: superchain-registry.
  'eip155:10': 122_096_611n,
};
