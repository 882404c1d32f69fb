/**
 * How far an operation is, across all its chains. `confirmed` means that its origin is locally confirmed and the outcome
 * elsewhere is open; only `complete` means that the user has what was promised.
 */
export const statuses = [
  'pending',
  'confirmed',
  'complete',
  'expired',
  'refunding',
  'refunded',
  'failed',
  'cancelled',
  'reverted',
] as const;
export type Status = (typeof statuses)[number];

const terminal: ReadonlySet<Status> = new Set([
  'complete',
  'refunded',
  'failed',
  'cancelled',
  'reverted',
]);

/** True if no further step is expected from this status. A reorg may still take it back: see `final`. */
export function isTerminal(status: Status): boolean {
  return terminal.has(status);
}

/** The step inside a status that an operation is at. A closed list; each has one meaning in every protocol. */
export const stages = [
  /** A leg elsewhere was seen before the origin. */
  'awaiting_origin',
  /** The origin is in a block that may still be reorged away. */
  'origin_included',
  /** The origin's block was reorged away; it may come again in another block. */
  'origin_orphaned',
  /** The origin's height was finalized without it. */
  'origin_missing',
  /** The origin is firm; those who attest messages have not been seen to do so. */
  'awaiting_attestation',
  'attestation_included',
  'attestation_orphaned',
  /** Attested; nobody has delivered it at the destination yet. */
  'awaiting_relay',
  'destination_included',
  'destination_orphaned',
  /** The operation leads to a chain that is not indexed here, so its end cannot be seen. */
  'destination_not_covered',
  'delivered',
] as const;
export type Stage = (typeof stages)[number];
