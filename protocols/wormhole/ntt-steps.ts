import type { Step } from '../../core/rules.ts';
import { usualQueue } from './usual.ts';

const comesAlong = {
  mover: 'protocol',
  who: 'the manager',
  action: 'Nothing to do but wait.',
} as const;

/** Out of the manager's hands, into those of its transceivers. Promised where it is queued before, else it begins with it. */
export const nttRelease: Step = {
  name: 'release',
  role: 'origin',
  side: 'origin',
  required: 'promised',
  usual: usualQueue,
  waiting: {
    stage: 'policy_hold',
    what: "the sending manager's outbound queue: the transfer was over its limit, which holds it back for a day as a rule; on Solana all are there until they are sent",
    mover: 'anyone',
    who: "anyone, once the manager's rateLimitDuration is over; until then its sender can cancel, but not on Solana",
    action:
      'After that time call completeOutboundQueuedTransfer(details.managerSequence) on the sending manager and pay for the message; before it the sender can call cancelOutboundQueuedTransfer and has the tokens back. On Solana call release_wormhole_outbound for details.outboxItem.',
    place: 'origin_contract',
  },
};

/** On Solana, where a transceiver takes what was posted before. */
export const nttPosting: Step = {
  name: 'posting',
  role: 'attestation',
  side: 'destination',
  required: 'never',
  waiting: {
    stage: 'awaiting_attestation',
    what: 'the signed message to be posted on Solana, which the transceiver may do without',
    ...comesAlong,
  },
};

/** Over what the receiving manager lets in at once. */
export const nttInbound: Step = {
  name: 'inbound_queue',
  role: 'relay',
  side: 'destination',
  required: 'never',
  waiting: {
    stage: 'policy_hold',
    what: "an entry into the receiving manager's queue, which only a transfer over its limit has",
    ...comesAlong,
  },
};

/** The redemption out of the inbound queue, which is promised to whoever comes into it. */
export const queueRedemption: Step = {
  name: 'queue_redemption',
  role: 'destination',
  side: 'destination',
  required: 'promised',
  // By another contract's call it looks like any redemption.
  alternatives: ['redemption'],
  moves: 'recipient',
  usual: usualQueue,
  waiting: {
    stage: 'policy_hold',
    what: "the receiving manager's inbound queue: the transfer was over its limit, which holds it back for a day as a rule",
    mover: 'anyone',
    who: "anyone, once the manager's rateLimitDuration is over",
    action:
      'After that time call completeInboundQueuedTransfer(details.digest) on the receiving manager (details.manager). It cannot be cancelled.',
    place: 'destination_contract',
  },
};

/** Its sender took it out of the queue again. */
export const nttRefund: Step = {
  name: 'refund',
  role: 'refund',
  side: 'origin',
  required: 'never',
  moves: 'sender',
  waiting: {
    stage: 'refund_pending',
    what: 'a cancellation in the outbound queue',
    ...comesAlong,
  },
};
