import type { ChainId } from '../core/chain.ts';

/** A day in UTC, as ISO 8601 has it: `2023-04-26`. */
export type Day = `${number}-${number}-${number}`;

/** Since when a protocol may have emitted something on a chain: its first block there, or a day that nothing of it is older than. */
export type Beginning = { block: bigint } | { day: Day };

/** Since when a protocol is on main networks. */
export interface Since {
  /**
   * Nothing that is read of it is older, on any main network: chosen with room to spare before the first that is known, for a
   * day too early costs some reading, and one too late loses history. Its public source stands beside it.
   */
  day: Day;
  /** Later days, or those of chains that are of no main network. */
  on?: Readonly<Record<ChainId, Day>>;
}

/**
 * What tells when a protocol began on a chain; null where nothing does, as on test networks.
 *
 * @param where.isKnown the chain has the known contracts: those of an operator may be older than their first block
 */
export function beginningOf(
  { startBlocks, since }: { startBlocks?: Readonly<Record<ChainId, bigint>>; since?: Since },
  { chain, network, isKnown }: { chain: ChainId; network: string; isKnown: boolean },
): Beginning | null {
  const block = isKnown ? startBlocks?.[chain] : undefined;
  if (block !== undefined) return { block };
  const day = since?.on?.[chain] ?? (network === 'mainnet' ? since?.day : undefined);
  return day === undefined ? null : { day };
}
