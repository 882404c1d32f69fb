import { TRANSIT_SECONDS_MAX, type Paces, type Rules, type Step } from '../../core/rules.ts';
import { unseenOrigin } from '../unseen-origin.ts';

const nobody = {
  mover: 'protocol',
  who: 'Stargate',
  action: 'Nothing to do but wait.',
} as const;

/** By the way of a packet: see `layerzeroRules`. */
const packet: Step['usual'] = {
  seconds: 180,
  lateAfter: 1_200,
  from: {
    'eip155:1': { seconds: 300, lateAfter: 1_200 },
    'eip155:137': { seconds: 1_200, lateAfter: 2_400 },
  },
};

const send: Step = {
  name: 'send',
  role: 'origin',
  side: 'origin',
  required: 'always',
  moves: 'origin_contract',
  waiting: unseenOrigin('the transfer at its origin, which was not seen yet'),
};

const debit: Step = {
  name: 'debit',
  // No origin: it is the same one after a reorg that has given the ride another ticket.
  role: 'relay',
  side: 'origin',
  required: 'never',
  waiting: {
    stage: 'awaiting_origin',
    what: "the pool's word of who pays for the ride, which comes with it",
    ...nobody,
  },
};

const drive: Step = {
  name: 'drive',
  role: 'origin',
  side: 'origin',
  required: 'promised',
  usual: { seconds: 600, lateAfter: 3_600 },
  waiting: {
    stage: 'awaiting_relay',
    what: 'the bus to be driven: a packet for all who have tickets up to some number, of which this is one',
    mover: 'anyone',
    who: "anyone who pays for the packet; as a rule Stargate's planner, once there are enough passengers",
    action:
      "Call driveBus(dstEid, passengers) on the origin's TokenMessaging and pay the packet's fee; the passengers are those of the events BusRode for this destination, from the ticket that is next on, in the order of their tickets. Nobody can leave the bus.",
    place: 'origin_contract',
  },
};

const receipt: Step = {
  name: 'receipt',
  role: 'destination',
  side: 'destination',
  required: 'always',
  moves: 'recipient',
  movesIfFailed: 'destination_contract',
  usual: packet,
  waiting: {
    stage: 'awaiting_relay',
    what: "the recipient's tokens, which the pool or OFT at the destination pays out once the packet is delivered",
    mover: 'anyone',
    who: 'anyone; as a rule the executor of LayerZero, which delivers the packet',
    action:
      'Look the guid up on LayerZero Scan: anyone can deliver a verified packet. Where the tokens could not be paid out, call retryReceiveToken(guid, index, srcEid, receiver, amountLD, composeMsg) on the pool at the destination, with what UnreceivedTokenCached says, once the recipient can take them.',
  },
};

const drop: Step = {
  name: 'drop',
  role: 'action',
  side: 'destination',
  required: 'never',
  waiting: {
    stage: 'awaiting_action',
    what: "the recipient's coins for gas, which come with the tokens if they come at all",
    ...nobody,
  },
};

const arrival: Step = {
  name: 'arrival',
  role: 'destination',
  side: 'destination',
  required: 'always',
  byCarrier: true,
  usual: packet,
  waiting: {
    stage: 'awaiting_relay',
    what: 'the packet to be delivered, which LayerZero tells',
    mover: 'anyone',
    who: 'anyone; as a rule the executor of LayerZero',
    action: 'Look the guid up on LayerZero Scan: anyone can deliver a verified packet.',
  },
};

/** A bus waits for its passengers, and pays all of them. */
const paces: Paces = {
  names: ['taxi', 'bus'],
  of: ({ details: { mode = null } }) => mode,
};

/** No chain shows an end to waiting: neither a seat nor a packet has a deadline, and nothing brings a transfer back. */
export const stargateRules: Rules = {
  // A payment goes to a passenger of its own amount alone since 2.
  version: 2,
  // As far as the verifiers do that Stargate has chosen.
  destinationProvesOrigin: true,
  transitSecondsMax: TRANSIT_SECONDS_MAX,
  carriedBy: ['layerzero'],
  paces,
  steps: [send, debit, drive, receipt, drop],
  kinds: {
    // A packet for many: each one's tokens are a transfer of its own, of which the bus is a part.
    bus: [{ ...drive, required: 'always' }, arrival],
  },
};
