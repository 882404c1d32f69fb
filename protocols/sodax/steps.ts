import type { Step } from '../../core/rules.ts';
import { unseenOrigin } from '../unseen-origin.ts';

const nobody = {
  mover: 'protocol',
  who: 'the protocol',
  action: 'Nothing to do but wait.',
} as const;

/** A packet that leaves the network where the operation begins. */
export const send: Step = {
  name: 'send',
  role: 'origin',
  side: 'origin',
  required: 'always',
  alternatives: ['hub_order'],
  moves: 'origin_contract',
  waiting: unseenOrigin('the packet at its origin, which was not seen yet'),
};

/** The beginning of an operation on the hub itself, without a packet. */
export const hubOrder: Step = {
  ...send,
  name: 'hub_order',
  required: 'never',
  alternatives: [],
  moves: 'hub_contract',
};

/** A packet comes in at the hub. */
export const execution: Step = {
  name: 'execution',
  role: 'hub',
  side: 'hub',
  required: 'always',
  // What its calls do on the hub shows that it came in, even where the call that brought it cannot be read.
  alternatives: ['hub_order', 'creation', 'prefill'],
  settles: ['prefill'],
  moves: 'hub_wallet',
  waiting: {
    stage: 'awaiting_hub',
    what: "SODAX's relay to sign the packet and to submit it at the hub; no chain shows whether the relay knows of it",
    mover: 'anyone',
    who: 'anyone, through the relay',
    action:
      "If it takes longer than usual, submit it to SODAX's relay again, by its network's relay id and its transaction; the value stays in the asset manager at its origin until then.",
  },
};

/** The calls of which only the hash came: from Solana and Bitcoin. */
export const storedExecution: Step = {
  name: 'stored_execution',
  role: 'hub',
  side: 'hub',
  required: 'promised',
  alternatives: ['creation'],
  waiting: {
    stage: 'awaiting_hub',
    what: 'the relay to hand in the calls, of which only the hash came; the value is in the hub wallet',
    mover: 'anyone',
    who: 'anyone who has the calls, through the relay',
    action: "Submit it to SODAX's relay again, with the calls as its data.",
  },
};

/** The intents contract takes an intent in. */
export const creation: Step = {
  name: 'creation',
  role: 'hub',
  side: 'hub',
  required: 'always',
  alternatives: ['hub_order', 'prefill'],
  settles: ['prefill'],
  moves: 'hub_contract',
  waiting: {
    stage: 'awaiting_hub',
    what: 'the intent to be created on the hub, which is a part of its execution',
    ...nobody,
  },
};

/** A solver pays before the input has come to the hub. */
export const prefill: Step = {
  ...creation,
  name: 'prefill',
  required: 'never',
  alternatives: [],
  settles: [],
  moves: 'recipient',
};

/** A solver pays: all of it, or a part. */
export const fill: Step = {
  name: 'fill',
  role: 'hub',
  side: 'hub',
  required: 'always',
  alternatives: ['prefill', 'release'],
  settles: ['release'],
  isPartial: true,
  moves: 'recipient',
  deadline: { at: 'told', becomes: 'expired', isStrict: false },
  waiting: {
    stage: 'intent_open',
    what: 'a solver to fill the intent',
    mover: 'protocol',
    who: 'a solver',
    action:
      'Wait; its creator may cancel it at any time by cancelIntent of the intents contract on the hub.',
    place: 'hub_contract',
  },
};

/** The same of an order without a deadline: it may stay open for ever, and nothing is wrong with it. */
export const limitFill: Step = {
  ...fill,
  waiting: {
    ...fill.waiting,
    what: 'a solver to fill the order, which has no deadline and may stay open for as long as its creator likes',
  },
};

/** The hub tells the destination to pay out what a solver has put down there. */
export const fillOrder: Step = {
  name: 'fill_order',
  role: 'relay',
  side: 'hub',
  required: 'never',
  waiting: { stage: 'awaiting_relay', what: 'the order to pay out', ...nobody },
};

/** The destination has paid out what a solver had put down there, and says so. */
export const release: Step = {
  name: 'release',
  role: 'destination',
  side: 'destination',
  required: 'never',
  moves: 'recipient',
  waiting: { stage: 'awaiting_relay', what: 'the payment at the destination', ...nobody },
};

/** A packet leaves the hub. */
export const dispatch: Step = {
  name: 'dispatch',
  role: 'relay',
  side: 'hub',
  required: 'promised',
  alternatives: ['hub_order'],
  moves: 'destination_contract',
  waiting: {
    stage: 'awaiting_relay',
    what: 'the packet that is to leave the hub for the destination',
    ...nobody,
  },
};

/** Each fill sends a packet of its own; a prefilled intent, and one that was paid at the destination, have none beside. */
export const dispatchOfFill: Step = {
  ...dispatch,
  alternatives: ['release'],
  oneForEach: 'fill',
  // The fill has paid nobody else.
  waiting: { ...dispatch.waiting, place: 'hub_contract' },
};

/** A packet comes in at the destination, and the asset manager there pays its recipient. */
export const delivery: Step = {
  name: 'delivery',
  role: 'destination',
  side: 'destination',
  required: 'promised',
  alternatives: ['release'],
  oneForEach: 'dispatch',
  moves: 'recipient',
  waiting: {
    stage: 'awaiting_relay',
    what: 'the relay to deliver the packet at the destination; a rate limit there, or a recipient that cannot take the token, holds it back without a trace on any chain',
    mover: 'protocol',
    who: "SODAX's relay, which tries again by itself",
    action:
      'Wait. If it takes much longer than usual: see that the recipient can take the token (a trustline on Stellar), and ask the relay about the packet.',
    place: 'destination_contract',
  },
};

/** What is not at home at the destination goes into the recipient's wallet on the hub. */
export const collection: Step = {
  name: 'collection',
  isUnseen: true,
  role: 'action',
  side: 'hub',
  required: 'promised',
  waiting: {
    stage: 'awaiting_user_action',
    what: 'its recipient to take the value out of the hub wallet: the token is not at home at the destination',
    mover: 'recipient',
    who: 'the recipient',
    action:
      'Withdraw it from the hub wallet to the network that the token is at home on; that is an operation of its own.',
    place: 'hub_wallet',
  },
};

/** A packet that calls the intent off, and its arrival at the hub. */
export const cancelRequest: Step = {
  name: 'cancel_request',
  role: 'relay',
  side: 'origin',
  required: 'never',
  waiting: { stage: 'awaiting_hub', what: 'the request to cancel', ...nobody },
};
export const cancelExecution: Step = {
  ...cancelRequest,
  name: 'cancel_execution',
  role: 'hub',
  side: 'hub',
};

export const cancellation: Step = {
  name: 'cancellation',
  role: 'cancel',
  side: 'hub',
  required: 'never',
  moves: 'hub_wallet',
  waiting: {
    stage: 'expired_unfilled',
    what: 'the intent to be cancelled: its deadline has passed, and its input is still in the intents contract',
    mover: 'anyone',
    who: 'its creator, or anyone now that the deadline has passed',
    action:
      'Call cancelIntent of the intents contract on the hub with the intent; its input goes to the hub wallet.',
    place: 'hub_contract',
  },
};

/** The value came to the hub wallet, and what it was to do there failed. */
export const callsFailed: Step = {
  name: 'calls_failed',
  role: 'cancel',
  side: 'hub',
  required: 'never',
  moves: 'hub_wallet',
  waiting: { stage: 'awaiting_hub', what: 'its calls on the hub', ...nobody },
};

/** What lies in a hub wallet comes home by an operation of its own, which no chain ties to this one. */
export const refund: Step = {
  name: 'refund',
  isUnseen: true,
  role: 'refund',
  side: 'origin',
  required: 'never',
  moves: 'sender',
  after: 'cancellation',
  waiting: {
    stage: 'refund_pending',
    what: 'its user to take the value home out of the hub wallet; no chain ties that withdrawal to this operation',
    mover: 'user',
    who: 'its user',
    action:
      'Send a packet from the origin that has the hub wallet call transfer of the asset manager on the hub (a withdrawal).',
    place: 'hub_wallet',
  },
};

/** What a contract of the hub does for a hub wallet. */
export const hubAction = (name: string, what: string): Step => ({
  name,
  role: 'hub',
  side: 'hub',
  required: 'always',
  moves: 'hub_contract',
  waiting: { stage: 'awaiting_hub', what, ...nobody },
});

/** What was asked to be unstaked can be claimed after a time that the protocol sets. */
export const claim: Step = {
  name: 'claim',
  isUnseen: true,
  role: 'action',
  side: 'hub',
  required: 'always',
  waiting: {
    stage: 'policy_hold',
    what: 'the waiting period of unstaking to pass, and then the claim, which is a message of its own',
    mover: 'user',
    who: 'its user, once the waiting period is over',
    action: 'Claim it from the origin when the waiting period is over.',
    place: 'hub_contract',
  },
};

export const migrationRequest: Step = {
  ...hubAction('migration_request', 'the request to migrate'),
  required: 'never',
};
export const migrationApproval: Step = {
  ...hubAction('migration_approval', 'the approval of the migration'),
  required: 'promised',
  waiting: {
    stage: 'policy_hold',
    what: 'those who govern the migration to approve it',
    mover: 'protocol',
    who: 'those who govern the migration',
    action: 'Wait; large migrations are approved one by one.',
    place: 'hub_contract',
  },
};
