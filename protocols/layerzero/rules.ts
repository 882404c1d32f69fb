import { TRANSIT_SECONDS_MAX, type Rules, type Step } from '../../core/rules.ts';
import { unseenOrigin } from '../unseen-origin.ts';

const nobody = {
  mover: 'protocol',
  who: 'the application',
  action: 'Nothing to do but wait.',
} as const;

/** Executors act at once on what is verified, and on what is delivered. */
const afterwards = { seconds: 60, lateAfter: 1_200 };

const send: Step = {
  name: 'send',
  role: 'origin',
  side: 'origin',
  required: 'always',
  moves: 'origin_contract',
  waiting: unseenOrigin('the packet at its origin, which was not seen yet'),
};

const verification: Step = {
  name: 'verification',
  role: 'attestation',
  side: 'destination',
  required: 'always',
  // The endpoint delivers nothing that is not verified.
  alternatives: ['delivery'],
  // By the confirmations at the origin that verifiers wait for unless an application asks for others.
  usual: {
    seconds: 60,
    lateAfter: 1_200,
    from: {
      'eip155:1': { seconds: 240, lateAfter: 1_200 },
      'eip155:137': { seconds: 1_080, lateAfter: 2_400 },
    },
  },
  waiting: {
    stage: 'awaiting_attestation',
    what: "the verification by the verifiers (DVNs) that the receiving application has chosen, at the destination's endpoint",
    mover: 'protocol',
    who: "the application's verifiers, and then anyone who commits what they attest to",
    action:
      'Wait for as many confirmations at the origin as the application asks for, mostly a few minutes. After 20 minutes look the guid up on LayerZero Scan: BLOCKED says that the verifiers of the two sides do not match, which only the application can mend.',
  },
};

const reverification: Step = {
  name: 'reverification',
  // A verification that comes again is one like the first.
  isUnseen: true,
  role: 'attestation',
  side: 'destination',
  required: 'promised',
  alternatives: ['delivery'],
  waiting: {
    stage: 'policy_hold',
    what: 'the verifiers to verify the packet again: the receiving application has taken the verification back',
    mover: 'protocol',
    who: 'the receiving application',
    action:
      'Ask the receiving application why it nilified the packet. Once it is verified again, anyone can call lzReceive.',
  },
};

const delivery: Step = {
  name: 'delivery',
  role: 'destination',
  side: 'destination',
  required: 'always',
  moves: 'recipient',
  usual: afterwards,
  waiting: {
    stage: 'awaiting_relay',
    what: "the delivery to the receiving application: a call of lzReceive at the destination's endpoint; the packet is verified",
    mover: 'anyone',
    who: 'anyone; as a rule the executor that was paid at the origin',
    action:
      "Call lzReceive(origin, receiver, guid, message, extraData) on the destination's endpoint, or press retry on LayerZero Scan; the message is what follows the first 113 bytes of encodedPayload in PacketSent. Where a try has failed, give more gas, or mend what its reason says first; where an earlier packet of the same sender to the same receiver is not verified yet, that one must be first.",
  },
};

const nilification: Step = {
  name: 'nilification',
  role: 'attestation',
  side: 'destination',
  required: 'never',
  waiting: {
    stage: 'awaiting_attestation',
    what: 'a verification to be taken back, which hardly ever happens',
    ...nobody,
  },
};

const compose: Step = {
  name: 'compose',
  role: 'action',
  side: 'destination',
  required: 'never',
  // Tokens are with the composer before it is called.
  moves: 'destination_contract',
  waiting: {
    stage: 'awaiting_action',
    what: 'the receiving application to hand in a call for after the delivery',
    ...nobody,
  },
};

const composition: Step = {
  name: 'composition',
  role: 'action',
  side: 'destination',
  required: 'promised',
  oneForEach: 'compose',
  moves: 'recipient',
  usual: afterwards,
  waiting: {
    stage: 'awaiting_action',
    what: "the composed call: a call of lzCompose at the destination's endpoint; the packet is delivered, and its tokens are with the composer",
    mover: 'anyone',
    who: 'anyone; as a rule the executor that was paid at the origin',
    action:
      "Call lzCompose(from, to, guid, index, message, extraData) on the destination's endpoint, or press retry on LayerZero Scan; all but extraData is in ComposeSent. Where a try has failed, give more gas, or mend what its reason says first.",
  },
};

const debit: Step = {
  name: 'debit',
  role: 'origin',
  side: 'origin',
  required: 'never',
  waiting: {
    stage: 'awaiting_origin',
    what: "the token contract's word of what was sent, which comes with the packet",
    ...nobody,
  },
};

const credit: Step = {
  name: 'credit',
  role: 'destination',
  side: 'destination',
  required: 'never',
  waiting: {
    stage: 'awaiting_relay',
    what: "the token contract's word of what was received, which comes with the delivery",
    ...nobody,
  },
};

/** The way of a packet. */
const afterSend = [
  verification,
  nilification,
  reverification,
  delivery,
  compose,
  composition,
] as const;

/** No chain shows an end to waiting: packets have no deadline, and nothing brings a transfer back. */
export const layerzeroRules: Rules = {
  // Stargate's transfers are a protocol of their own since 2; a question and its answer are one since 3; what another packet was
  // verified for delivers nothing since 4.
  version: 4,
  // As far as the verifiers do that the receiving application has chosen itself.
  destinationProvesOrigin: true,
  transitSecondsMax: TRANSIT_SECONDS_MAX,
  steps: [send, ...afterSend],
  kinds: {
    // What token contracts say of a transfer's parties goes before what the endpoint says of its contracts.
    transfer: [send, debit, credit, ...afterSend],
  },
};
