import type { ChainDefinition, Head } from '../core/chain.ts';
import type { Header } from '../core/header.ts';
import type { LogFilter, RawLog } from '../core/raw-log.ts';

/** What one reading of a range gave. `to` may lie below what was asked for: the rest is for the next reading. */
export interface Reading {
  to: bigint;
  logs: RawLog[];
  /** The last block's header, and those of blocks whose time the logs did not tell. */
  headers: Header[];
}

/**
 * What reads a chain. It fetches and checks, and judges nothing: whoever asks decides what a reorg is. Every method
 * throws a `MidflightError`; a transient one may be tried again.
 */
export interface ChainSource {
  readonly definition: ChainDefinition;
  /** The newest block, with the safe and finalized heights by the chain's rules. */
  head: () => Promise<Header & Head>;
  /** The headers of these heights, in their order. Throws if the node lacks one of them. */
  headers: (numbers: readonly bigint[]) => Promise<Header[]>;
  /** The first logs of a range, both ends included, in the order of the chain. */
  read: (range: { from: bigint; to: bigint }, filter: LogFilter) => Promise<Reading>;
}
