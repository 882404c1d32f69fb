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

/** The steps inside the statuses, each with its one meaning in every protocol. A closed list. */
export const stageMeanings = {
  awaiting_origin: 'A leg elsewhere was seen before the origin.',
  origin_included: 'The origin is in a block that may still be reorged away.',
  origin_orphaned: "The origin's block was reorged away; it may come again in another block.",
  origin_missing: "The origin's height was finalized without it.",
  awaiting_attestation:
    'The origin is firm; those who attest messages have not been seen to do so.',
  attestation_included: 'The attestation is in a block that may still be reorged away.',
  attestation_orphaned: "The attestation's block was reorged away.",
  awaiting_relay: 'Attested; nobody has delivered it at the destination yet.',
  destination_included: 'The delivery is in a block that may still be reorged away.',
  destination_orphaned: "The delivery's block was reorged away.",
  destination_not_covered:
    'It leads to a chain that is not indexed here, so that its end cannot be seen.',
  delivered: 'Every leg that completion requires is firm.',
} as const;
export type Stage = keyof typeof stageMeanings;

// CAST: the keys of the object above.
export const stages = Object.keys(stageMeanings) as [Stage, ...Stage[]];
