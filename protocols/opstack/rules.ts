import type { Rules, Step, Waiting } from '../../core/rules.ts';
import { unseenOrigin } from '../unseen-origin.ts';

const HOUR = 3_600;
const DAY = 24 * HOUR;

const nobody = {
  mover: 'protocol',
  who: 'the bridge',
  action: 'Nothing to do but wait.',
} as const;

const send: Step = {
  name: 'send',
  role: 'origin',
  side: 'origin',
  required: 'always',
  moves: 'origin_contract',
  waiting: unseenOrigin('the message at its origin, which was not seen yet'),
};

/** What a bridge says of a transfer where it leaves. */
const debit: Step = {
  name: 'debit',
  role: 'origin',
  side: 'origin',
  required: 'never',
  waiting: {
    stage: 'awaiting_origin',
    what: "the bridge's word of what was sent, which comes with the message",
    ...nobody,
  },
};

const prove: Step = {
  name: 'prove',
  role: 'attestation',
  side: 'destination',
  required: 'promised',
  // The portal finalizes nothing that is not proven.
  alternatives: ['finalize'],
  usual: { seconds: HOUR, lateAfter: 2 * DAY },
  waiting: {
    stage: 'awaiting_user_action',
    what: "the proof that it left its OP chain, at that chain's portal; it can be given once a state of the OP chain is proposed that holds it, mostly within an hour",
    mover: 'user',
    who: 'its user, or anybody in their place',
    action:
      "Open the OP chain's bridge in a browser and press prove, or call proveWithdrawalTransaction on its portal; the withdrawal is in MessagePassed.",
  },
};

const finalize: Step = {
  name: 'finalize',
  role: 'destination',
  side: 'destination',
  required: 'promised',
  moves: 'destination_contract',
  usual: { seconds: 7 * DAY, lateAfter: 9 * DAY },
  waiting: {
    stage: 'awaiting_user_action',
    what: 'the withdrawal to be finalized at the portal; that can be done when the challenge period is over, on most chains 7 days after it was proven',
    mover: 'user',
    who: 'its user, or anybody in their place',
    action:
      "When the challenge period is over, open the OP chain's bridge in a browser and press claim, or call finalizeWithdrawalTransaction on its portal. If it is refused because what it was proven by was struck down, prove it again: the period begins anew.",
  },
};

const relayWaiting = {
  stage: 'awaiting_relay',
  mover: 'anyone',
  who: 'the chain by itself, and after a failure anyone',
  action:
    'After a failure, call relayMessage on the messenger again, with the arguments of SentMessage and the value of SentMessageExtension1, and with more gas; or mend first what makes the target refuse it.',
} as const satisfies Partial<Waiting>;

/** Up from an OP chain the portal calls the messenger, which emits before the portal does. */
const relay: Step = {
  name: 'relay',
  role: 'destination',
  side: 'destination',
  required: 'always',
  moves: 'recipient',
  waiting: {
    ...relayWaiting,
    what: "the call of the message's target by the messenger, which comes with the finalization; a message from before Bedrock that was not relayed before it is to be proven and finalized first",
  },
};

const relayDown: Step = {
  ...relay,
  usual: { seconds: 3 * 60, lateAfter: 15 * 60 },
  waiting: {
    ...relayWaiting,
    what: "the call of the message's target by the messenger on the OP chain, which takes deposits in by itself, within minutes",
  },
};

const relayAcross: Step = {
  ...relay,
  usual: { seconds: 60, lateAfter: 15 * 60 },
  waiting: {
    stage: 'awaiting_relay',
    what: 'somebody to relay the message at its destination',
    mover: 'anyone',
    who: 'anyone; as a rule a relayer of the application',
    action:
      'Call relayMessage on the L2ToL2CrossDomainMessenger of the destination, with the place and the bytes of SentMessage. Seven days after it was sent it cannot be relayed any more; where the messenger has resendMessage, that begins them anew.',
  },
};

/** What is deposited without the messenger. */
const execution: Step = {
  ...relayDown,
  name: 'execution',
  waiting: {
    stage: 'awaiting_relay',
    what: "the receipt of the deposit's transaction on the OP chain, which takes it in by itself within minutes; the transaction leaves no event of the bridge's",
    mover: 'chain',
    who: 'the OP chain',
    action:
      'Look at the transaction on the OP chain; its hash is in the details, as l2Transaction. If its call failed, what was deposited is with the sender there.',
  },
};

/** What a bridge says of a transfer where it arrives. */
const credit: Step = {
  name: 'credit',
  // The messenger delivers; since Bedrock the standard bridge says twice what it paid.
  role: 'relay',
  side: 'destination',
  required: 'never',
  waiting: {
    stage: 'awaiting_relay',
    what: "the bridge's word of what was paid out, which comes with the message",
    ...nobody,
  },
};

/**
 * Before Bedrock a bridge took back what it could not pay out on the OP chain, though its messenger had delivered. Nobody
 * promises this but that very event.
 */
const creditOrReturn: Step = {
  ...credit,
  required: 'promised',
  movesIfFailed: 'destination_contract',
};

/** Blast's dollars are not paid when their message is relayed: they are requested then. */
const claim: Step = {
  name: 'claim',
  role: 'action',
  side: 'destination',
  required: 'promised',
  moves: 'recipient',
  waiting: {
    stage: 'awaiting_user_action',
    what: "its recipient to claim the dollars at Blast's yield manager, which is possible once that has set the request free",
    mover: 'recipient',
    who: 'its recipient alone',
    action:
      "Once the request is among those of WithdrawalsFinalized, open Blast's bridge in a browser and press claim, or call claimWithdrawal on its USD yield manager with the requestId of the details.",
    place: 'destination_contract',
  },
};

const expiry: Step = {
  name: 'expiry',
  role: 'cancel',
  side: 'origin',
  required: 'never',
  waiting: {
    stage: 'awaiting_relay',
    what: 'the proof at its origin that it was not relayed in time',
    ...nobody,
  },
};

/** Without the messenger. */
const byPortal: readonly Step[] = [
  send,
  { ...prove, required: 'always' },
  { ...finalize, required: 'always', moves: 'recipient' },
];

/**
 * What constitutes completion of what goes from chain to chain by the OP stack. The usual way is that of a message up from an
 * OP chain; nothing brings a message back, and none has a deadline that a chain keeps by itself. A withdrawal may wait for
 * its user for years, so that no time in transit is too long.
 */
export const opstackRules: Rules = {
  version: 3,
  destinationProvesOrigin: true,
  steps: [send, debit, prove, finalize, relay, credit],
  kinds: {
    deposit: [send, debit, relayDown, creditOrReturn],
    portal_deposit: [send, execution],
    // What Blast's bridge deposits in return for staked ether.
    staked_deposit: [send, debit, execution],
    blast_withdrawal: [send, debit, prove, finalize, relay, credit, claim],
    portal_withdrawal: byPortal,
    blast_portal_withdrawal: [...byPortal, credit],
    interop: [send, debit, relayAcross, credit, expiry],
    // What was paid out by a message that it could not be tied to.
    credit: [{ ...credit, required: 'always', moves: 'recipient' }],
  },
};
