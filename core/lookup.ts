import type { ChainId } from './chain.ts';
import type { Hex, RawLog } from './raw-log.ts';

/**
 * Something awaited on a chain that leaves no log there: how to ask the chain whether it happened, and how to find the
 * transaction that did it. The leg that raises the question names the leg that answers it.
 */
export interface Lookup {
  chain: ChainId;
  /** Exact link and step of the leg that is awaited. */
  key: string;
  step: string;
  /** A view of a contract whose answer is zero until it happened, and never again after. */
  view: { to: Hex; data: Hex };
  /** The contract that is called, if it is called directly. */
  callee: Hex;
  /** Pieces of the transaction's input: it holds all of them. */
  marks: readonly Hex[];
  /** A log of another contract that comes with it: leads to it where the chain's old states are not served. */
  trail?: { emitter: Hex; topics: readonly (Hex | null)[] };
  /** Chain time (Unix seconds) before which it did not happen. */
  since: number;
}

/**
 * What a chain answered to a lookup that happened: the call that did it as a `RawLog`; where its transaction cannot be found,
 * the view that shows it (see `RawLog`).
 */
export interface Answer {
  lookup: Lookup;
  log: RawLog;
  /** Beside a call: the view, for where the call turns out to be another than the one that was awaited. */
  view?: RawLog;
}
