import type { Position } from './leg.ts';

/**
 * What shows that a leg happened: an event in its chain's logs, the call that did it, or the chain's state alone, where the
 * transaction is not known.
 */
export const evidences = ['log', 'call', 'state'] as const;
export type Evidence = (typeof evidences)[number];

export function evidenceOf({
  transaction,
  index,
}: Pick<Position, 'transaction' | 'index'>): Evidence {
  if (isState(transaction)) return 'state';
  return index === -1 ? 'call' : 'log';
}

/** The hash of a leg's transaction; null where it is not known. */
export function transactionHash(transaction: string): string | null {
  return isState(transaction) ? null : transaction;
}

/** See `RawLog`. */
const isState = (transaction: string) => transaction.startsWith('state:');
