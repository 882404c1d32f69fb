import type { Position } from '../../core/leg.ts';
import type { Call, Hex, RawLog } from '../../core/raw-log.ts';
import type { View } from './read-view.ts';

/** With `0x`, 4 bytes. */
const SELECTOR_CHARS = 10;
/** How the transaction of a view begins. */
const STATE = 'state';

type Block = Omit<Position, 'transaction' | 'index'>;

/** A call as a `RawLog`; null for one that calls no function of a contract. */
export function callLog({ from, to, input }: Call, at: Omit<Position, 'index'>): RawLog | null {
  if (to === null || input.length < SELECTOR_CHARS) return null;
  return { ...logOf({ to, data: input }, at), call: { from, to, input } };
}

/** A view as a `RawLog`: the block shows it. */
export function viewLog(view: View, block: Block): RawLog {
  const [to, data] = [view.to.toLowerCase(), view.data.toLowerCase()];
  return logOf(view, { ...block, transaction: [STATE, to, data].join(':') });
}

/** The view that a `RawLog` is; null if it is a call. */
export function viewOf({ at: { transaction } }: RawLog): View | null {
  const [state, to, data] = transaction.split(':');
  if (state !== STATE || !to || !data) return null;
  // CAST: `viewLog` wrote them.
  return { to: to as Hex, data: data as Hex };
}

function logOf({ to, data }: View, at: Omit<Position, 'index'>): RawLog {
  const input = data.toLowerCase();
  return {
    emitter: to.toLowerCase(),
    // CAST: hex that is cut behind the selector.
    topics: [input.slice(0, SELECTOR_CHARS) as Hex],
    data: `0x${input.slice(SELECTOR_CHARS)}`,
    ordinal: 0,
    receiptIndex: null,
    at: { ...at, index: -1 },
  };
}
