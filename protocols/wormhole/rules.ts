import type { Paces, Rules, Step } from '../../core/rules.ts';
import { nttInbound, nttPosting, nttRefund, nttRelease, queueRedemption } from './ntt-steps.ts';
import { usualSigning } from './usual.ts';
import { unseenOrigin } from '../unseen-origin.ts';

const signing =
  "Guardians wait for the consistency level that the sender asked for (details.consistencyLevel: 200 at once, 201 a safe block, others a finalized one): about 20 minutes from Ethereum and its rollups, seconds from Solana and most others. Above a chain's daily limit their Governor holds a large transfer for 24 hours, which wormholescan.io shows.";

/**
 * What guardians have signed stays good, and users come for their transfers months later. Nobody is said to have come from
 * nowhere before this is over.
 */
const REDEEMED_SECONDS_MAX = 2 * 365 * 24 * 3_600;

const publish: Step = {
  name: 'publish',
  role: 'origin',
  side: 'origin',
  required: 'always',
  moves: 'origin_contract',
  waiting: unseenOrigin('the message at its origin, which was not seen yet'),
};

const attestation: Step = {
  name: 'attestation',
  role: 'attestation',
  side: 'destination',
  required: 'always',
  // On EVM chains the signatures come with the redemption; on Solana they are posted before.
  alternatives: ['redemption'],
  usual: usualSigning,
  waiting: {
    stage: 'awaiting_attestation',
    what: "the guardians' signatures (VAA), which no chain shows, and then somebody who brings them to the destination",
    mover: 'anyone',
    who: 'the guardians, and then anyone; with a payload, only the contract that receives it',
    action: `${signing} Then take the VAA from wormholescan.io by details.vaa and redeem it: portalbridge.com does, or the Token Bridge's completeTransfer on EVM chains; on Solana post it first. It stays redeemable for good.`,
  },
};

const redemption: Step = {
  name: 'redemption',
  role: 'destination',
  side: 'destination',
  required: 'always',
  moves: 'recipient',
  waiting: {
    stage: 'awaiting_user_action',
    what: "the redemption at the destination's Token Bridge: the signed message is posted there",
    mover: 'anyone',
    who: 'anyone; with a payload, only the program that receives it',
    action:
      'Call the complete instruction of the Token Bridge for the posted message, or press redeem on portalbridge.com. It stays redeemable for good.',
  },
};

const delivery: Step = {
  name: 'delivery',
  role: 'destination',
  side: 'destination',
  required: 'always',
  moves: 'recipient',
  usual: usualSigning,
  waiting: {
    stage: 'awaiting_relay',
    what: "the guardians' signatures (VAA), which no chain shows, and then the delivery by the standard relayer",
    mover: 'protocol',
    who: 'the guardians, and then the delivery provider that was paid at the origin',
    action: `${signing} Then look details.vaa up at wormholescan.io. Where the receiver has refused it, mend what its reason says and ask for another delivery with more gas or value by resendToEvm on the origin's WormholeRelayer; anyone can, and anyone who has the VAA can call deliver.`,
  },
};

/** The other steps of a native token transfer, whose manager counts attestations itself. */
const nttAttestation: Step = {
  ...attestation,
  alternatives: ['redemption', 'queue_redemption'],
  waiting: {
    ...attestation.waiting,
    what: "the guardians' signatures (VAA), which no chain shows, and then somebody who brings them to a transceiver of the receiving manager",
    who: 'the guardians, and then anyone; as a rule the relayer or executor that was paid at the origin',
    action: `${signing} Then take the VAA from wormholescan.io by details.vaa and call receiveMessage(vaa) on the receiving transceiver; on Solana post it, then call receive_wormhole_message and redeem.`,
  },
};

const nttRedemption: Step = {
  ...redemption,
  alternatives: ['queue_redemption'],
  waiting: {
    stage: 'awaiting_attestation',
    what: 'the receiving manager to pay out: one of its transceivers has attested, and it may ask for more than one; on Solana what is over its limit is held back for a day, too',
    mover: 'anyone',
    who: "anyone, once the manager's other transceivers have their messages",
    action:
      'Wait for the other transceivers. Once enough of them have attested, anyone can call executeMsg on the receiving manager; on Solana redeem, and release_inbound_mint or release_inbound_unlock for details.inboxItem.',
  },
};

/** What is sent by transceivers of others than Wormhole alone: no message shows what it asks for. */
const nttElsewhere: Step = {
  ...nttRedemption,
  alternatives: [],
  waiting: {
    ...nttRedemption.waiting,
    what: 'the receiving manager to pay out, to which others than Wormhole bring the message: that is not read',
    action: "Look for the message where the manager's transceivers send it (details.toChain).",
  },
};

const nttSteps = [
  nttRelease,
  nttPosting,
  nttAttestation,
  nttInbound,
  queueRedemption,
  nttRedemption,
] as const;

/** By the consistency level that the sender asks for: how firm guardians want the message's block to be. */
const levels: Readonly<Record<string, string>> = { '200': 'instant', '201': 'safe' };
const paces: Paces = {
  names: ['instant', 'safe', 'standard'],
  of: ({ details: { consistencyLevel } }) =>
    consistencyLevel === undefined ? null : (levels[consistencyLevel] ?? 'standard'),
};

/**
 * Guardians sign every message, and no chain shows it, but for Solana. What a message asks for decides its way; most ask for
 * nothing that a chain would show, and are over when they are sent.
 */
export const wormholeRules: Rules = {
  // What another message was attested for delivers nothing since 3.
  version: 3,
  // Contracts accept nothing but what guardians have signed.
  destinationProvesOrigin: true,
  transitSecondsMax: REDEEMED_SECONDS_MAX,
  paces,
  steps: [publish, attestation, redemption],
  kinds: {
    delivery: [publish, delivery],
    // By the relayer to a manager that is not read: the delivery is all that shows.
    ntt_order: [publish, nttRelease, delivery],
    ntt_transfer: [publish, ...nttSteps, nttRefund],
    ntt_delivery: [
      publish,
      nttRelease,
      { ...nttAttestation, required: 'never', alternatives: [] },
      delivery,
      nttInbound,
      queueRedemption,
      nttRedemption,
      nttRefund,
    ],
    ntt_release: [
      { ...nttRelease, required: 'always', moves: 'origin_contract', waiting: publish.waiting },
      nttElsewhere,
    ],
    message: [publish],
    token_attestation: [publish],
    redelivery: [publish],
  },
};
