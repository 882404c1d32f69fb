/**
 * How a chain sees one transaction now. `absent`: in no block and in no pool. `waiting`: on its way. The others: in a block,
 * which the chain's own rules call safe or finalized, or in one where it failed.
 */
export type Standing = 'absent' | 'waiting' | 'failed' | 'included' | 'safe' | 'finalized';

/** A transaction that was sent. */
export interface Sending {
  /** Its hash, or on Solana its signature. */
  readonly transaction: string;
  standing(): Promise<Standing>;
  /** Sends the same bytes again. False if they can never land any more. */
  again(): Promise<boolean>;
}

/** True of a transaction that is in a block where it succeeded. */
export function isIn(standing: Standing | 'lost'): boolean {
  return standing === 'included' || standing === 'safe' || standing === 'finalized';
}
