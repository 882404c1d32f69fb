/** The API's stages as a newcomer would say them, short enough for a column. */
const words: Readonly<Record<string, string>> = {
  awaiting_origin: 'start not seen yet',
  origin_included: 'started, not firm yet',
  origin_orphaned: 'undone by a reorg',
  origin_missing: 'undone for good',
  awaiting_attestation: 'waits for signatures',
  attestation_included: 'signed, not firm yet',
  attestation_orphaned: 'signature undone',
  awaiting_hub: 'not at the hub yet',
  hub_included: 'at the hub, not firm',
  hub_orphaned: 'hub step undone',
  awaiting_relay: 'waits for delivery',
  relay_included: 'relayed, not firm yet',
  relay_orphaned: 'relay step undone',
  intent_open: 'waits for a solver',
  partially_filled: 'a part is filled',
  awaiting_user_action: 'waits for its user',
  destination_included: 'arrived, not firm yet',
  destination_orphaned: 'delivery undone',
  delivered: 'delivered',
  expired_unfilled: 'expired, not filled',
  cancel_included: 'called off, not firm',
  refund_pending: 'user can take it back',
  superseded: 'goes on under a new id',
};

/** @example stageWords('intent_open') // 'waits for a solver' */
export function stageWords(stage: string): string {
  return words[stage] ?? stage.replaceAll('_', ' ');
}
