import type { ChainId, Head } from './chain.ts';

/** What was read of a chain for one protocol. */
export interface Checkpoint {
  /** The first block that is asked for; its time (Unix seconds) is null until it was read. */
  from: { number: bigint; time: number | null };
  /**
   * Up to this block everything was read, and read again once it was final: what is not there did not happen. Null before
   * the first one. Its time may be that of a block below it.
   */
  certain: { number: bigint; time: number } | null;
  /** Blocks up to the chain's head that were not read yet: nothing that may be in them can be said to be missing. */
  unread?: readonly { from: bigint; to: bigint }[];
}

/** What the fold knows beside an operation's own legs. */
export interface World {
  /** What each chain shows; a chain that is absent has shown nothing yet. */
  heads: ReadonlyMap<ChainId, Head>;
  /** The chains that are indexed for each protocol. */
  checkpoints: ReadonlyMap<string, ReadonlyMap<ChainId, Checkpoint>>;
}
