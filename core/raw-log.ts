import type { Position } from './leg.ts';

/** Text that starts with `0x`. */
export type Hex = `0x${string}`;

/** The outermost call of a transaction. Addresses in lower case; `to` is null where it creates a contract. */
export interface Call {
  from: Hex;
  to: Hex | null;
  input: Hex;
}

/**
 * One log as a chain shows it, undecoded. On EVM chains addresses and hashes are lower-case hex. On Solana it is an event
 * of an Anchor program: the emitter is the program's id in base58, the only topic is the event's discriminator (8 bytes),
 * and the data is what follows it. Or it is a line of text that a program logs: the first topic is how it begins (more than 8
 * bytes), the second one the rest of it, and the data is that of the instruction that logged it. Or it is an instruction that a
 * program was given: the first topic is how its data begins (fewer than 8 bytes), the second one its accounts (32 bytes each),
 * the third one the lines of text that it logged itself, if it did, and the data is all of the instruction's. Where its own
 * calls are wanted, and the node tells them, there is a fourth topic (and the third one, which may be empty): each instruction
 * that it gave itself, by its program (32 bytes), the length of its data (2 bytes) and its data.
 *
 * What leaves no log comes in the same shape, with the index -1. A call: the emitter is the contract that is called, the only
 * topic is the selector (4 bytes), and the data is what follows it. A view, where only the chain's state shows that something
 * happened: emitter, topic and data are those of the view's call, the block is the one by whose state it was first seen, and
 * the transaction is `state:<contract>:<call data>`.
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
  /** The call of its transaction; absent if it was not asked for, and on chains that have none. */
  call?: Call;
  /** It answers a lookup: the chain's own state has shown that it took effect. */
  isAsked?: boolean;
}

/** Which logs of a chain to read. A source may also return other logs of these emitters and first topics. */
export interface LogFilter {
  /** The first topics that are wanted of each emitter. */
  wanted: ReadonlyMap<string, readonly Hex[]>;
  /** First topics for which `RawLog.receiptIndex` is wanted. */
  receiptIndexTopics: readonly Hex[];
  /** First topics that are wanted whoever emits them, beside `wanted`; selectors of calls may be among them. */
  anywhere?: readonly Hex[];
  /**
   * First topics of logs whose transaction's call is wanted: as their `RawLog.call`, and as an entry of its own, before the
   * transaction's logs, where its selector is wanted. On Solana, of instructions whose own calls are wanted.
   */
  callTopics?: readonly Hex[];
  /** Programs of Solana none of whose events stands in the logs: where a node cuts these off, nothing of them is lost. */
  outsideLogs?: ReadonlySet<string>;
}
