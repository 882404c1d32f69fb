import type { ChainDefinition, EndpointState, Head } from '../core/chain.ts';
import type { Header } from '../core/header.ts';
import type { Answer, Lookup } from '../core/lookup.ts';
import type { Hex, LogFilter, RawLog } from '../core/raw-log.ts';
import type { TokenAnswer } from '../core/token.ts';

/** What one reading of a range gave. `to` may lie below what was asked for: the rest is for the next reading. */
export interface Reading {
  to: bigint;
  logs: RawLog[];
  /**
   * In ascending order: the header of `to` (of the nearest block below it, on a chain that skips heights), and those of
   * blocks whose time the logs did not tell. Of a linked reading of a chain whose blocks are linked by the source: all of
   * them.
   */
  headers: Header[];
  /** The hash of the block below `from`; null unless the reading was asked to be linked. */
  parentHash: string | null;
}

/** How a range is read. */
export interface ReadOptions {
  /**
   * Reads with suspicion: the reading says which block it stands on, the blocks in it are shown to follow one another,
   * and a block without logs is believed only if the block itself agrees (its bloom, on EVM chains). Costs a request for
   * each block; for the newest blocks, and for a second look at short ranges.
   */
  linked?: boolean;
  /** Asks another endpoint than the range was read from before, if there is one. */
  again?: boolean;
}

/**
 * What reads a chain. It fetches and checks, and judges nothing: whoever asks decides what a reorg is. Every method
 * throws a `MidflightError`; a transient one may be tried again.
 */
export interface ChainSource {
  readonly definition: ChainDefinition;
  /** The newest block, with the safe and finalized heights by the chain's rules. */
  head: () => Promise<Header & Head>;
  /**
   * The headers of these heights, in their order; of the nearest block below, where a chain skips a height. Throws if the
   * node lacks one of them.
   */
  headers: (numbers: readonly bigint[], options?: Pick<ReadOptions, 'again'>) => Promise<Header[]>;
  /** The first logs of a range, both ends included, in the order of the chain. */
  read: (
    range: { from: bigint; to: bigint },
    filter: LogFilter,
    options?: ReadOptions,
  ) => Promise<Reading>;
  /**
   * Which of these happened, and where: see `Lookup`. Those that did not are not among the answers. Absent where the chains of
   * a family need no such thing.
   */
  lookUp?: (lookups: readonly Lookup[]) => Promise<Answer[]>;
  /** What a view of a contract answers by the newest state. Absent where the chains of a family have no such thing. */
  view?: (view: { to: Hex; data: Hex }) => Promise<Hex>;
  /**
   * What tokens say of themselves by the newest state, in their order; none of it is a fact of a block. Throws where it is the
   * endpoint that fails, or where one of several keeps it from answering: then one by one may do.
   */
  tokens?: (addresses: readonly string[]) => Promise<TokenAnswer[]>;
  /**
   * What once answered lookups, looked at again: each as the chain shows it now, whatever block it is in by now; absent from
   * the answer if the chain shows it no more.
   */
  lookAgain?: (answers: readonly RawLog[]) => Promise<RawLog[]>;
  /** How many blocks one reading should ask for, as far as the chain's endpoints have shown what they take. */
  stride: () => bigint;
  /**
   * Calls back when there may be a new block, until the returned function is called. A hint, late or lost at any time:
   * whoever listens polls as well. Never throws.
   */
  watch: (onHead: () => void) => () => void;
  /** How each of its endpoints does; absent where a source has none. */
  endpoints?: () => readonly EndpointState[];
}
