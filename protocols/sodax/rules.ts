import { TRANSIT_SECONDS_MAX, type Paces, type Rules, type Step } from '../../core/rules.ts';
import {
  callsFailed,
  cancelExecution,
  cancellation,
  cancelRequest,
  claim,
  collection,
  creation,
  delivery,
  dispatch,
  dispatchOfFill,
  execution,
  fill,
  fillOrder,
  hubAction,
  hubOrder,
  limitFill,
  migrationApproval,
  migrationRequest,
  prefill,
  refund,
  release,
  send,
  storedExecution,
} from './steps.ts';

/** Without intents there is nothing to fill, and nothing to cancel by itself. */
const { after: _, ...refundOfCalls } = refund;
const packetIn: Step = { ...execution, alternatives: ['hub_order'], settles: [] };
const callsIn: Step = { ...storedExecution, alternatives: [] };
const packetOut: Step = { ...delivery, alternatives: [] };

/** A packet to the hub, what its wallet does there, and a packet out where one was promised. */
const through = (...actions: Step[]): Step[] => throughBy(packetIn, ...actions);

const throughBy = (comingIn: Step, ...actions: Step[]): Step[] => [
  send,
  hubOrder,
  comingIn,
  callsIn,
  ...actions,
  dispatch,
  packetOut,
  callsFailed,
  refundOfCalls,
];

const swapBy = (filling: Step): Step[] => [
  send,
  hubOrder,
  execution,
  storedExecution,
  creation,
  prefill,
  filling,
  // Before what is paid at the destination: of a fill that failed there, what it was to pay is not received.
  dispatchOfFill,
  delivery,
  fillOrder,
  release,
  collection,
  cancelRequest,
  cancelExecution,
  cancellation,
  callsFailed,
  refund,
];

const stake = hubAction('stake', 'the stake');
const unstake = hubAction('unstake', 'the request to unstake');

/** An order without a deadline waits for its price, a swap for a solver. Their fills have nothing in common but the step. */
const paces: Paces = {
  names: ['swap', 'limit_order'],
  of: ({ kind }) => kind,
};

/** What constitutes completion in SODAX, by the kind of the operation. */
export const sodaxRules: Rules = {
  version: 2,
  destinationProvesOrigin: true,
  transitSecondsMax: TRANSIT_SECONDS_MAX,
  paces,
  // What goes to the hub without being known: it ends there, but for the packets that it is seen to send out.
  steps: through(),
  kinds: {
    swap: swapBy(fill),
    limit_order: swapBy(limitFill),
    hook: swapBy(fill),
    // An intent of which nothing but its cancellation was seen.
    cancel: swapBy(fill),
    supply: through(hubAction('supply', 'the supply to the money market')),
    repay: through(hubAction('repay', 'the repayment to the money market')),
    borrow: through(hubAction('borrow', 'the loan of the money market')),
    withdraw: through(hubAction('pool_withdrawal', 'the withdrawal from the money market')),
    stake: through(stake),
    // Of locks it is not known how long they wait, nor which claim ends which.
    lock: through({ ...stake, required: 'never' }, { ...unstake, required: 'never' }),
    unstake: through(unstake, claim),
    // It comes after the request to unstake, which had a packet of its own.
    claim: throughBy({ ...packetIn, oneForEach: 'send' }, { ...unstake, required: 'never' }),
    instant_unstake: through({ ...unstake, required: 'never' }),
    migration: through(
      {
        ...hubAction('migration', 'the exchange of the old tokens'),
        required: 'promised',
        // One that has to be approved is exchanged by the approval, and is known to be one by its request.
        alternatives: ['migration_request', 'migration_approval'],
      },
      migrationRequest,
      migrationApproval,
    ),
  },
};
