import type { Position } from './leg.ts';

/** Text that starts with `0x`. */
export type Hex = `0x${string}`;

/**
 * One log as a chain shows it, undecoded. On EVM chains addresses and hashes are lower-case hex. On Solana it is an event
 * of an Anchor program: the emitter is the program's id in base58, the only topic is the event's discriminator (8 bytes),
 * and the data is what follows it.
 */
export interface RawLog {
  emitter: string;
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

/** Which logs of a chain to read. A source may also return other logs of these emitters and first topics. */
export interface LogFilter {
  /** The first topics that are wanted of each emitter. */
  wanted: ReadonlyMap<string, readonly Hex[]>;
  /** First topics for which `RawLog.receiptIndex` is wanted. */
  receiptIndexTopics: readonly Hex[];
  /** Programs of Solana none of whose events stands in the logs: where a node cuts these off, nothing of them is lost. */
  outsideLogs?: ReadonlySet<string>;
}
