import type { Hex } from '../../core/raw-log.ts';

/** What names a message: guardians sign no other one under it. */
export interface VaaId {
  /** Wormhole's number for the chain that it is from. */
  chain: number;
  /** Who sends it, as 32 bytes. */
  emitter: Hex;
  /** How many messages this emitter has sent before. */
  sequence: bigint;
}

/** As Wormhole's explorers write it: chain, emitter, sequence. */
export function vaaIdText({ chain, emitter, sequence }: VaaId): string {
  return `${chain}/${emitter.slice(2)}/${sequence}`;
}
