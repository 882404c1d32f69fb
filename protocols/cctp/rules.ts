import type { ChainId } from '../../core/chain.ts';
import {
  TRANSIT_SECONDS_MAX,
  type Paces,
  type Rules,
  type Step,
  type Usual,
} from '../../core/rules.ts';
import { unseenOrigin } from '../unseen-origin.ts';

const send: Step = {
  name: 'send',
  role: 'origin',
  side: 'origin',
  required: 'always',
  moves: 'burned',
  waiting: unseenOrigin('the message at its origin, which was not seen yet'),
};

const burn: Step = {
  name: 'burn',
  role: 'origin',
  side: 'origin',
  required: 'never',
  waiting: {
    stage: 'awaiting_origin',
    what: "the token messenger's word of the burn, which comes with the message",
    mover: 'chain',
    who: 'the transaction that burns',
    action: 'Nothing: it comes with the message. On Solana it is the message.',
  },
};

const mint: Step = {
  name: 'mint',
  role: 'destination',
  side: 'destination',
  required: 'never',
  waiting: {
    stage: 'awaiting_relay',
    what: "the token messenger's word of the mint, which comes with the arrival",
    mover: 'chain',
    who: 'the transaction that hands the message in',
    action: 'Nothing: it comes with the arrival.',
  },
};

/** The attestation leaves nothing on any chain, so that one step stands for it and for what comes after. */
function receive(usual: Step['usual'], action: string): Step {
  return {
    name: 'receive',
    role: 'destination',
    side: 'destination',
    required: 'always',
    ...(usual && { usual }),
    moves: 'recipient',
    waiting: {
      stage: 'awaiting_attestation',
      what: "Circle's attestation, and then a call of receiveMessage; no chain shows which of the two is missing",
      mover: 'anyone',
      who: 'anyone, once Circle has attested it',
      reserved: {
        by: 'destinationCaller',
        mover: 'protocol',
        who: 'once Circle has attested it, none but the named caller',
      },
      action,
    },
  };
}

const look =
  "Ask Circle's API for the attestation: /v2/messages/{source domain}?transactionHash={transaction} on iris-api.circle.com. While it is pending, wait; delayReason says why if it takes long. Once it is complete, call receiveMessage(message, attestation) on the destination's MessageTransmitter.";

const renew =
  ' If that fails because the attestation has expired, ask for a new one: POST /v2/reattest/{nonce}. The burn is not lost, whatever the time.';

const minutes = (usual: number, late: number): Usual => ({
  seconds: usual * 60,
  lateAfter: late * 60,
});
const HOUR = 60;

/** Chains whose blocks are final for Circle within seconds; the others wait for Ethereum. */
const soonFinal: readonly ChainId[] = [
  'eip155:25',
  'eip155:50',
  'eip155:56',
  'eip155:143',
  'eip155:146',
  'eip155:196',
  'eip155:999',
  'eip155:1329',
  'eip155:1672',
  'eip155:1776',
  'eip155:5042',
  'eip155:9745',
  'eip155:43114',
  'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp',
];

/** From Circle's page on finality and block confirmations. */
const standard: Step['usual'] = {
  ...minutes(20, 40),
  from: {
    ...Object.fromEntries(soonFinal.map((chain) => [chain, { seconds: 30, lateAfter: 300 }])),
    'eip155:137': minutes(2, 10),
    'eip155:57073': minutes(30, 60),
    // Its blocks are final for Circle once they are proven on Ethereum.
    'eip155:59144': minutes(20 * HOUR, 36 * HOUR),
  },
};

const fast: Step['usual'] = { seconds: 20, lateAfter: 180 };

const message: readonly Step[] = [send, receive(standard, look + renew)];
const fastMessage: readonly Step[] = [send, receive(fast, look + renew)];
/** What was minted goes before what the message says. */
const beside = ([first, last]: readonly Step[]): Step[] =>
  [first, burn, mint, last].flatMap((step) => step ?? []);

/** What a message asks for, whatever Circle makes of it: that is known only once it has arrived. */
const paces: Paces = {
  names: ['fast', 'standard'],
  of: ({ kind }) => (kind.startsWith('fast_') ? 'fast' : 'standard'),
};

/** There is no refund and no end: what is burned waits until it is minted. */
export const cctpRules: Rules = {
  version: 5,
  destinationProvesOrigin: true,
  transitSecondsMax: TRANSIT_SECONDS_MAX,
  // Circle keeps its fee of what is minted.
  amounts: 'at_most',
  paces,
  steps: message,
  kinds: {
    transfer: beside(message),
    fast_transfer: beside(fastMessage),
    fast_message: fastMessage,
  },
};
