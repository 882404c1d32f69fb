/**
 * How far an operation is, across all its chains. It rests on firm legs alone; what is seen beyond them is in the stage.
 * `confirmed` means that its origin is locally confirmed and the outcome elsewhere is open; only `complete` means that the
 * user has what was promised.
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

const ranks: Readonly<Record<Status, number>> = {
  pending: 0,
  confirmed: 1,
  expired: 2,
  refunding: 3,
  complete: 4,
  refunded: 4,
  failed: 4,
  cancelled: 4,
  reverted: 4,
};

/** How far a status is from the start. It falls only where evidence was taken back, or where the rules were wrong. */
export function rankOf(status: Status): number {
  return ranks[status];
}

/** The steps inside the statuses, each with its one meaning in every protocol. A closed list. */
export const stageMeanings = {
  awaiting_origin: 'A leg elsewhere was seen before the origin.',
  origin_included: 'The origin is in a block that may still be reorged away.',
  origin_orphaned: "The origin's block was reorged away; it may come again in another block.",
  origin_missing: "The origin's height was finalized without it.",
  origin_failed: 'The origin says of itself that it failed.',
  awaiting_attestation:
    'The origin is firm; those who attest messages have not been seen to do so.',
  attestation_included: 'The attestation is in a block that may still be reorged away.',
  attestation_orphaned: "The attestation's block was reorged away.",
  awaiting_hub: 'It has not reached the chain in between yet.',
  hub_included: 'The leg in between is in a block that may still be reorged away.',
  hub_orphaned: 'The block of the leg in between was reorged away.',
  awaiting_relay: 'Nobody has delivered it at the destination yet.',
  relay_included: "The relay's step is in a block that may still be reorged away.",
  relay_orphaned: "The block of the relay's step was reorged away.",
  intent_open: 'It waits for somebody who fills it.',
  partially_filled: 'A part of it is delivered, the rest is open.',
  awaiting_user_action: 'Nothing moves until its user does something.',
  policy_hold: 'The protocol holds it back, for a time or until somebody approves it.',
  destination_included: 'The delivery is in a block that may still be reorged away.',
  destination_orphaned: "The delivery's block was reorged away.",
  destination_not_covered:
    'It leads to or over a chain that is not indexed here, so that its end cannot be seen.',
  delivery_failed_retryable: 'The delivery was tried and failed; it may be tried again.',
  awaiting_action: 'Delivered; what was promised to happen then has not happened yet.',
  action_included: 'The promised action is in a block that may still be reorged away.',
  action_orphaned: "The promised action's block was reorged away.",
  action_failed: 'The promised action was tried and failed; it may be tried again.',
  delivered: 'Every leg that completion requires is firm.',
  settlement_pending: 'The user has everything; who delivered it is not paid yet.',
  settled: 'The user has everything, and who delivered it is paid.',
  settlement_failed: 'The user has everything; who delivered it could not be paid.',
  expired_unfilled: 'Its deadline passed without a delivery.',
  cancel_included: 'A cancellation is in a block that may still be reorged away.',
  refund_pending: 'The value is to come back, and has not yet.',
  refund_included: 'The refund is in a block that may still be reorged away.',
  refund_failed: 'The refund failed for good.',
  refunded: 'The value is back.',
  cancelled: 'It was called off, and nothing is owed.',
  superseded: 'Its transaction came again as another operation, which stands in its place.',
  failed: 'It failed, and there is no way on.',
} as const;
export type Stage = keyof typeof stageMeanings;

// CAST: the keys of the object above.
export const stages = Object.keys(stageMeanings) as [Stage, ...Stage[]];
