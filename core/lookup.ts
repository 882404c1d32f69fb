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
  /** A view of a contract, or of a receipt, whose answer is zero until it happened, and never again after. */
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

/**
 * Where views of receipts are asked: no contract, the node itself. They are for transactions whose hash is known before they are
 * there. Selectors as of `succeeded(bytes32,uint256)` and `failed(bytes32,uint256)`; their answer is zero until there is such a receipt.
 */
export const receiptViews = {
  to: '0x7265636569707473000000000000000000000000',
  succeeded: '0x52b2e8f2',
  failed: '0xf775ce4a',
} as const;

/**
 * Asks whether a transaction is in a block and came to this end there.
 *
 * @param mark the asker's own, to know by what the answer is for
 */
export function receiptView(
  transaction: Hex,
  end: 'succeeded' | 'failed',
  mark = 0,
): Lookup['view'] {
  const word = mark.toString(16).padStart(64, '0');
  return { to: receiptViews.to, data: `${receiptViews[end]}${transaction.slice(2)}${word}` };
}

/** What a view of a receipt asks for; null for the view of a contract. */
export function receiptAskedBy({
  to,
  data,
}: Lookup['view']): { transaction: Hex; isSuccess: boolean } | null {
  const selector = data.slice(0, 10).toLowerCase();
  const isSuccess = selector === receiptViews.succeeded;
  if (to.toLowerCase() !== receiptViews.to || (!isSuccess && selector !== receiptViews.failed)) {
    return null;
  }
  return { transaction: `0x${data.slice(10, 74)}`, isSuccess };
}
