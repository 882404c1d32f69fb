import type { Rules, Step } from '../../core/rules.ts';
import { unseenOrigin } from '../unseen-origin.ts';

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 24 * HOUR;

const nobody = {
  mover: 'protocol',
  who: 'the bridge',
  action: 'Nothing to do but wait.',
} as const;
const sequencer = {
  mover: 'protocol',
  who: "the child's sequencer; 24 hours after the message anyone, by forceInclusion of the sequencer inbox",
} as const;

const message: Step = {
  name: 'message',
  role: 'origin',
  side: 'origin',
  required: 'always',
  moves: 'origin_contract',
  waiting: unseenOrigin("the message at its parent's bridge, which was not seen yet"),
};

/** Nothing is awaited of what stands beside a required step and comes with it. */
const beside = (name: string, role: Step['role'], side: Step['side'], what: string): Step => ({
  name,
  role,
  side,
  required: 'never',
  waiting: { stage: 'awaiting_relay', what, ...nobody },
});

const content = beside('content', 'relay', 'origin', 'what the inbox says of the message');
const tokenDeposit = beside('token_deposit', 'relay', 'origin', "the gateway's own event");
/** Before the ticket: what it says of the deadline counts. */
const extension = beside('extension', 'relay', 'destination', 'a longer life of the ticket');
const attempt = beside('attempt', 'relay', 'destination', 'a try to redeem the ticket');

const ticket: Step = {
  name: 'ticket',
  role: 'relay',
  side: 'destination',
  required: 'always',
  // None is redeemed that was not made.
  alternatives: ['redemption', 'token_arrival'],
  usual: { seconds: 12 * MINUTE, lateAfter: 40 * MINUTE },
  waiting: {
    stage: 'awaiting_relay',
    what: 'the child chain to take the message in and make its ticket',
    ...sequencer,
    action:
      'Wait: the message must be final on its parent, which takes 10 to 15 minutes from Ethereum. A message that pays too little for its ticket makes none, and leaves no event; what it deposited is then at the alias of its sender.',
  },
};

const redemption: Step = {
  name: 'redemption',
  role: 'relay',
  side: 'destination',
  required: 'always',
  alternatives: ['token_arrival'],
  moves: 'recipient',
  usual: { seconds: MINUTE, lateAfter: HOUR },
  deadline: { at: 'told', becomes: 'failed', isStrict: true, tries: 'attempt' },
  waiting: {
    stage: 'awaiting_relay',
    what: 'the ticket to be redeemed; where a try was scheduled, its receipt has not been seen to tell how it ended',
    mover: 'anyone',
    who: 'anyone, until the ticket expires',
    action:
      "Call redeem(ticketId) of ArbRetryableTx (0x…6e) on the child, with enough gas. keepalive(ticketId) gives it seven days more, and its beneficiary may cancel it. When it expires, what it carries of the chain's own coin goes to the beneficiary; tokens stay in the gateway of the parent.",
  },
};

/** Of deposits of tokens: a gateway that does not find its own token on the child redeems the ticket, and sends them back. */
const tokenArrival: Step = {
  name: 'token_arrival',
  role: 'destination',
  side: 'destination',
  required: 'promised',
  moves: 'recipient',
  usual: { seconds: MINUTE, lateAfter: HOUR },
  waiting: {
    stage: 'awaiting_action',
    what: "the tokens: the ticket was redeemed, and the child's gateway was not seen to pay them out with it",
    mover: 'protocol',
    who: "the child's gateway",
    action:
      'Look at details.childTransaction on the child: where its token is not the one that the gateway expects, the gateway has sent the deposit back by a withdrawal of its own.',
    place: 'origin_contract',
  },
};

const cancellation: Step = {
  name: 'cancellation',
  role: 'cancel',
  side: 'destination',
  required: 'never',
  waiting: {
    stage: 'cancel_included',
    what: 'the cancellation of the ticket',
    mover: 'user',
    who: 'its beneficiary',
    action: 'Nothing to do.',
  },
};

const arrival: Step = {
  name: 'execution',
  role: 'destination',
  side: 'destination',
  required: 'always',
  moves: 'recipient',
  usual: { seconds: 12 * MINUTE, lateAfter: 40 * MINUTE },
  waiting: {
    stage: 'awaiting_relay',
    what: 'the deposit on the child, which leaves no event there: its transaction is asked for by its hash, where that is known',
    ...sequencer,
    action:
      'Wait: the message must be final on its parent, which takes 10 to 15 minutes from Ethereum. details.childTransaction is the transaction to look for on the child.',
  },
};

/** No time is usual for what may never be seen. */
const inclusion: Step = {
  name: 'execution',
  role: 'destination',
  side: 'destination',
  required: 'always',
  moves: 'recipient',
  // Value that comes with it is credited to its sender's alias before.
  movesIfFailed: 'sender',
  waiting: {
    stage: 'awaiting_relay',
    what: 'the transaction that the message holds, on the child, which leaves no event of the bridge there: its receipt is asked for by its hash, and where that is not known (details.childTransaction is absent), its end cannot be seen here',
    ...sequencer,
    action:
      'Look on the child for details.childTransaction, or for what the sender did there. A transaction that is not valid when its turn comes, by its nonce or for want of funds, is dropped without a trace.',
  },
};

const send: Step = {
  name: 'send',
  role: 'origin',
  side: 'origin',
  required: 'always',
  moves: 'burned',
  waiting: unseenOrigin('the send on the child, which was not seen yet'),
};

const tokenWithdrawal = beside('token_withdrawal', 'relay', 'origin', "the gateway's own event");
const insertion = beside('insertion', 'attestation', 'origin', 'a node of the tree of all sends');
const call = beside('call', 'relay', 'destination', 'the call of the execution');
const tokenPayout = beside('token_payout', 'relay', 'destination', "the gateway's own event");

const execution: Step = {
  name: 'execution',
  role: 'destination',
  side: 'destination',
  required: 'always',
  moves: 'recipient',
  usual: {
    seconds: 6.4 * DAY,
    lateAfter: 8 * DAY,
    from: {
      // Its challenge period takes 20 blocks.
      'eip155:421614': { seconds: HOUR, lateAfter: DAY },
      // Those of these take 7,200 blocks of Ethereum.
      'eip155:228': { seconds: DAY, lateAfter: 3 * DAY },
      'eip155:4078': { seconds: DAY, lateAfter: 3 * DAY },
    },
  },
  waiting: {
    stage: 'awaiting_relay',
    what: 'the end of the challenge period, on most chains about 6.4 days, and then somebody who executes it at the outbox of the parent',
    mover: 'anyone',
    who: 'anyone, once the challenge period is over',
    action:
      "Call executeTransaction of the outbox on the parent, as the chain's bridge page does. It has no deadline. If its call fails, the execution fails with it and may be tried again.",
  },
};

/**
 * What constitutes completion in Arbitrum's bridge. A child makes tickets and deposits of its parent's messages alone, and an
 * outbox executes what is proven alone. Withdrawals wait for as long as their users like, so that none comes too late.
 */
export const arbitrumRules: Rules = {
  version: 2,
  destinationProvesOrigin: true,
  steps: [
    message,
    tokenDeposit,
    content,
    extension,
    ticket,
    attempt,
    redemption,
    tokenArrival,
    cancellation,
  ],
  kinds: {
    deposit: [message, content, arrival],
    message: [message, content, inclusion],
    withdrawal: [send, tokenWithdrawal, insertion, tokenPayout, execution, call],
  },
};
