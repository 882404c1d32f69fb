import type { Paces, Rules, Step } from '../../core/rules.ts';
import { unseenOrigin } from '../unseen-origin.ts';

const nobody = {
  mover: 'protocol',
  who: 'the protocol',
  action: 'Nothing to do but wait.',
} as const;

/** Bundles of payments come every hour or two, and may be disputed for a while. */
const withABundle = { seconds: 3 * 3_600, lateAfter: 8 * 3_600 };

/** The contracts refuse every fill after it, by the destination's own time. */
const fillDeadline = { at: 'told', becomes: 'expired', isStrict: true } as const;

const deposit: Step = {
  name: 'deposit',
  role: 'origin',
  side: 'origin',
  required: 'always',
  moves: 'origin_contract',
  waiting: unseenOrigin(
    'the deposit at its origin, which was not seen yet; a fill alone does not prove that there is one',
    'If it is, and nothing comes, nobody has deposited: do not trust the fill.',
  ),
};

/** Better terms for relayers, which bind nobody. */
const speedUp: Step = {
  name: 'speed_up',
  role: 'relay',
  side: 'origin',
  required: 'never',
  waiting: { stage: 'intent_open', what: 'a speed-up of the deposit', ...nobody },
};

const slowRequest: Step = {
  name: 'slow_request',
  role: 'relay',
  side: 'destination',
  required: 'never',
  waiting: { stage: 'intent_open', what: 'a request for a slow fill', ...nobody },
};

/** Before the usual fill: once somebody has asked for it, this is what surely comes next. */
const slowFill: Step = {
  name: 'slow_fill',
  role: 'destination',
  side: 'destination',
  required: 'promised',
  alternatives: ['fill'],
  moves: 'recipient',
  deadline: fillDeadline,
  usual: withABundle,
  waiting: {
    stage: 'awaiting_relay',
    what: 'Across to pay it out of its own pool, since no relayer has and a slow fill was asked for, which anyone may; it does so only where both tokens are the same one, and a relayer may still be faster',
    mover: 'protocol',
    who: "Across's data worker, with one of its next bundles",
    action: 'Wait: it takes some hours. If the fill deadline comes first, the deposit is refunded.',
    place: 'origin_contract',
  },
};

const fill: Step = {
  name: 'fill',
  role: 'destination',
  side: 'destination',
  required: 'always',
  alternatives: ['slow_fill'],
  moves: 'recipient',
  deadline: fillDeadline,
  usual: { seconds: 60, lateAfter: 600 },
  waiting: {
    stage: 'intent_open',
    what: 'a relayer to fill the deposit; until the exclusivity deadline, if it has one, only its exclusive relayer may',
    mover: 'anyone',
    who: 'any relayer',
    action:
      'Wait; most fills take less than a minute. The depositor may offer less output by speedUpDeposit at the origin, and anyone may ask for a slow fill by requestSlowFill at the destination. If nobody fills it until the fill deadline, it is refunded.',
    place: 'origin_contract',
  },
};

/** Across pays relayers and depositors in sums by address and token: no event names the deposit that is refunded. */
const refund: Step = {
  name: 'refund',
  role: 'refund',
  side: 'origin',
  required: 'never',
  moves: 'sender',
  usual: withABundle,
  waiting: {
    stage: 'refund_pending',
    what: 'its refund at the origin, which comes by itself with one of the next bundles; where several payments to the depositor come in one sum, it cannot be told from them',
    mover: 'protocol',
    who: "Across's data worker",
    action:
      "Wait: it takes some hours after the fill deadline. Then look at the depositor's balance at the origin; if the token refused the payment, the depositor takes it by claimRelayerRefund of the spoke pool.",
    place: 'origin_contract',
  },
};

/** One relayer has it alone at first, and has been asked before; or whoever is the fastest. */
const paces: Paces = {
  names: ['exclusive', 'open'],
  of: ({ details: { exclusiveRelayer } }) =>
    exclusiveRelayer === undefined ? 'open' : 'exclusive',
};

/**
 * What constitutes completion in Across. A fill is not proven to answer a deposit: anyone may fill what nobody has deposited,
 * at their own cost.
 */
export const acrossRules: Rules = {
  version: 3,
  destinationProvesOrigin: false,
  paces,
  steps: [deposit, speedUp, slowRequest, slowFill, fill, refund],
  kinds: {
    // What pays many at once: relayers, and deposits that have expired.
    repayment: [{ ...refund, required: 'always' }],
    // A deposit takes one of its speed-ups; anyone may sign one for a deposit that there is not.
    speed_up: [{ ...speedUp, required: 'always' }],
  },
};
