import type { Rules, Step } from '../../core/rules.ts';
import { unseenOrigin } from '../unseen-origin.ts';

const nobody = {
  mover: 'protocol',
  who: 'deBridge',
  action: 'Nothing to do but wait.',
} as const;

const create: Step = {
  name: 'create',
  role: 'origin',
  side: 'origin',
  required: 'always',
  moves: 'origin_contract',
  waiting: unseenOrigin(
    'the order at its origin, which was not seen yet; a fill alone does not prove that there is one',
    'If it is, and nothing comes, nobody has placed the order: do not trust the fill.',
  ),
};

/** Better terms for solvers. */
const giveIncrease: Step = {
  name: 'give_increase',
  role: 'relay',
  side: 'origin',
  required: 'never',
  waiting: { stage: 'intent_open', what: 'the maker to offer more', ...nobody },
};

const takeDecrease: Step = {
  name: 'take_decrease',
  role: 'relay',
  side: 'destination',
  required: 'never',
  waiting: { stage: 'intent_open', what: 'the maker to ask for less', ...nobody },
};

const fill: Step = {
  name: 'fill',
  role: 'destination',
  side: 'destination',
  required: 'always',
  moves: 'recipient',
  usual: { seconds: 60, lateAfter: 600 },
  waiting: {
    stage: 'intent_open',
    what: 'a solver to fill the order, or its authority on the destination to call it off; it has no deadline',
    mover: 'anyone',
    who: "any solver; only the allowed taker, where the leg's details name one",
    action:
      "Wait; most fills take less than a minute. Nothing ends an order by itself: if nobody fills it, its authority on the destination (orderAuthority in the leg's details) calls it off by sendEvmOrderCancel or, for an order from Solana, sendSolanaOrderCancel of DlnDestination; on Solana by cancelOrder and then sendOrderCancel. Then what was given comes back at the origin, the fees with it.",
    place: 'origin_contract',
  },
};

/** On Solana the fill and the order that it fills are told apart. */
const filledOrder: Step = {
  name: 'filled_order',
  role: 'relay',
  side: 'destination',
  required: 'never',
  waiting: { stage: 'intent_open', what: 'the order that a fill on Solana fills', ...nobody },
};

/** The solver asks for what was given. The message may carry many orders, and on Solana does not always name them. */
const unlock: Step = {
  name: 'unlock',
  role: 'relay',
  side: 'destination',
  required: 'never',
  waiting: { stage: 'settlement_pending', what: 'the solver to ask for its payment', ...nobody },
};

const claim: Step = {
  name: 'claim',
  role: 'settlement',
  side: 'origin',
  required: 'never',
  waiting: {
    stage: 'settlement_pending',
    what: "the solver's payment at the origin, which is nothing to the user",
    ...nobody,
  },
};

const cancel: Step = {
  name: 'cancel',
  role: 'cancel',
  side: 'destination',
  required: 'never',
  waiting: {
    stage: 'cancel_included',
    what: "the order's authority on the destination to call it off",
    mover: 'user',
    who: "the order's authority on the destination",
    action: 'Nothing to do while the order may still be filled.',
  },
};

/** On Solana it takes a second instruction. */
const cancelMessage: Step = {
  name: 'cancel_message',
  role: 'relay',
  side: 'destination',
  required: 'never',
  waiting: { stage: 'refund_pending', what: 'the origin to be told of it', ...nobody },
};

const refund: Step = {
  name: 'refund',
  role: 'refund',
  side: 'origin',
  required: 'never',
  moves: 'sender',
  usual: { seconds: 900, lateAfter: 86_400 },
  waiting: {
    stage: 'refund_pending',
    what: 'the cancellation to be claimed at the origin: deBridge carries it there as a message; the value is still in DlnSource',
    mover: 'anyone',
    who: "anyone, once deBridge's validators have signed the message; as a rule a keeper",
    action:
      "Wait: the validators sign once the destination is final for them. If no keeper claims it, hand the message and the signatures to claim of deBridgeGate at the origin, or claim it in deBridge's explorer by its submission id. If the order was called off on Solana and no cancel_message is seen, the order's authority must send it first, by sendOrderCancel.",
    place: 'origin_contract',
  },
};

/** The hook was not run with the fill. */
const callRegistration: Step = {
  name: 'call_registration',
  role: 'action',
  side: 'destination',
  required: 'never',
  waiting: { stage: 'awaiting_action', what: 'the hook to be put off', ...nobody },
};

const externalCall: Step = {
  name: 'external_call',
  role: 'action',
  side: 'destination',
  required: 'always',
  moves: 'recipient',
  waiting: {
    stage: 'awaiting_action',
    what: "the order's hook to be run: the order is filled, and the tokens are in DlnExternalCallAdapter",
    mover: 'anyone',
    who: 'anyone, for the reward that the hook offers',
    action:
      "Call executeCall of DlnExternalCallAdapter with what ExternalCallRegistered tells. The order's authority on the destination may call cancelCall instead, and takes the tokens.",
  },
};

/** The order's authority has taken the tokens instead. */
const callCancellation: Step = {
  name: 'call_cancellation',
  role: 'cancel',
  side: 'destination',
  required: 'never',
  moves: 'recipient',
  waiting: {
    stage: 'cancel_included',
    what: "the order's authority on the destination to call the hook off",
    mover: 'user',
    who: "the order's authority on the destination",
    action: 'Nothing to do while the hook may still be run.',
  },
};

/** The hook failed, and the tokens went to the address that it names for this. */
const fallback: Step = {
  name: 'fallback',
  role: 'action',
  side: 'destination',
  required: 'never',
  moves: 'recipient',
  waiting: { stage: 'awaiting_action', what: 'the hook to fail', ...nobody },
};

const beforeFill = [create, giveIncrease, takeDecrease] as const;
const afterFill = [filledOrder, unlock, claim, cancel, cancelMessage, refund] as const;

/**
 * What constitutes completion in DLN. A fill is not proven to answer an order: anyone may fill what nobody has placed, at their
 * own cost. An order is filled or called off, never both: its destination decides, once.
 */
export const dlnRules: Rules = {
  version: 1,
  destinationProvesOrigin: false,
  steps: [...beforeFill, fill, ...afterFill],
  kinds: {
    hook: [
      ...beforeFill,
      { ...fill, moves: 'destination_contract' },
      callRegistration,
      externalCall,
      callCancellation,
      fallback,
      ...afterFill,
    ],
  },
};
