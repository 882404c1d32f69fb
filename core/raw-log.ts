import type { Position } from './leg.ts';

/** Text that starts with `0x`. */
export type Hex = `0x${string}`;

/** One log as a chain shows it, undecoded. Addresses and hashes are lower case. */
export interface RawLog {
  emitter: Hex;
  topics: readonly Hex[];
  data: Hex;
  at: Position;
  /**
   * The how-manieth log with this emitter and first topic it is in its transaction, from 0. Unlike the log's index in
   * the block it stays the same when a reorg moves the transaction.
   */
  ordinal: number;
  /** The log's place in its transaction's receipt, from 0; null if it was not asked for or the node cannot tell. */
  receiptIndex: number | null;
}

/** Which logs of a chain to read: those of any of `emitters` whose first topic is any of `topics`. */
export interface LogFilter {
  emitters: readonly Hex[];
  topics: readonly Hex[];
  /** First topics for which `RawLog.receiptIndex` is wanted. */
  receiptIndexTopics: readonly Hex[];
}
