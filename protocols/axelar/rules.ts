import type { ChainId } from '../../core/chain.ts';
import { TRANSIT_SECONDS_MAX, type Rules, type Step, type Usual } from '../../core/rules.ts';
import { unseenOrigin } from '../unseen-origin.ts';

const call: Step = {
  name: 'call',
  role: 'origin',
  side: 'origin',
  required: 'always',
  moves: 'origin_contract',
  waiting: unseenOrigin('the call at its origin, which was not seen yet'),
};

const minutes = (usual: number, late: number): Usual => ({
  seconds: usual * 60,
  lateAfter: late * 60,
});

/** How long Axelar waits for an origin to be final: `approxFinalityWaitTime` in axelar-contract-deployments. */
const slow: Readonly<Record<ChainId, Usual>> = {
  'eip155:1': minutes(40, 90),
  'eip155:10': minutes(25, 90),
  'eip155:137': minutes(5, 15),
  'eip155:252': minutes(80, 180),
  'eip155:314': minutes(5, 30),
  'eip155:5000': minutes(60, 120),
  'eip155:8453': minutes(30, 90),
  'eip155:42161': minutes(25, 90),
  'eip155:59144': minutes(30, 90),
  'eip155:81457': minutes(25, 90),
  'eip155:98866': minutes(22, 90),
  'eip155:534352': minutes(60, 120),
};

const approval: Step = {
  name: 'approval',
  role: 'attestation',
  side: 'destination',
  required: 'always',
  // Who executes expressly pays for the message before it is approved.
  alternatives: ['express'],
  usual: { ...minutes(3, 15), from: slow },
  waiting: {
    stage: 'awaiting_attestation',
    what: "the approval by Axelar's operators at the destination's gateway, once the origin is final for them",
    mover: 'protocol',
    who: "Axelar's operators",
    action:
      'Wait. If it takes much longer than usual, look the transaction up on axelarscan.io: where gas is lacking, add some there (addNativeGas on the origin’s gas service); where it waits to be confirmed or approved, anybody can press the button there.',
  },
};

const execution: Step = {
  name: 'execution',
  role: 'destination',
  side: 'destination',
  required: 'always',
  alternatives: ['express'],
  settles: ['express'],
  usual: minutes(1, 15),
  moves: 'recipient',
  waiting: {
    stage: 'awaiting_relay',
    what: 'the execution by the called contract; the message is approved, and stays so until it is executed',
    mover: 'anyone',
    who: 'anyone; as a rule the relayer that was paid at the origin',
    action:
      'Call execute(commandId, sourceChain, sourceAddress, payload) on the recipient, or executeWithToken(…, symbol, amount) where tokens come with it; the payload is in the event of the call. Or press execute on axelarscan.io. If it fails there, the called contract refuses it, or needs more gas.',
  },
};

const nothing = {
  mover: 'anyone',
  who: 'anyone',
  action: 'Nothing: no operation waits for it.',
} as const;

const express: Step = {
  name: 'express',
  role: 'destination',
  side: 'destination',
  required: 'never',
  moves: 'recipient',
  waiting: {
    stage: 'awaiting_relay',
    what: 'somebody to pay for it before it is approved',
    ...nothing,
  },
};

const repayment: Step = {
  name: 'repayment',
  role: 'relay',
  side: 'destination',
  required: 'never',
  waiting: {
    stage: 'awaiting_relay',
    what: 'the word of the called contract that it has paid back who executed expressly, which comes with the execution',
    ...nothing,
  },
};

const command: Step = {
  name: 'command',
  role: 'relay',
  side: 'destination',
  required: 'never',
  waiting: {
    stage: 'awaiting_relay',
    what: "the gateway's word that it carried out a command, which comes with the approval",
    ...nothing,
  },
};

const gas: Step = {
  name: 'gas',
  role: 'relay',
  side: 'origin',
  required: 'never',
  waiting: { stage: 'awaiting_relay', what: 'a payment for its delivery', ...nothing },
};

const transfer: Step = {
  name: 'transfer',
  role: 'origin',
  side: 'origin',
  required: 'never',
  waiting: {
    stage: 'awaiting_origin',
    what: "the interchain token service's word of what was taken, which comes with the call",
    ...nothing,
  },
};

const receipt: Step = {
  name: 'receipt',
  role: 'destination',
  side: 'destination',
  required: 'never',
  waiting: {
    stage: 'awaiting_relay',
    what: "the interchain token service's word of what was given out, which comes with the execution",
    ...nothing,
  },
};

const tokenSent: Step = {
  ...call,
  name: 'token_sent',
  waiting: { ...call.waiting, what: 'the tokens at their origin, which were not seen yet' },
};

/** Of a command that names no transfer, so that it is never seen to be this one's. */
const minted: Step = {
  name: execution.name,
  role: execution.role,
  side: 'destination',
  required: 'always',
  usual: { ...minutes(10, 60), from: slow },
  moves: 'recipient',
  waiting: {
    stage: 'awaiting_relay',
    what: "the execution of the command that mints or releases the tokens at the destination's gateway; it names no transfer, and pays several at once, so that no chain shows when it has come",
    mover: 'protocol',
    who: "Axelar's operators",
    action:
      'Look at the recipient’s balance, or look the transaction up on axelarscan.io. The network takes a fee of the amount.',
  },
};

const afterCall = [approval, express, execution, repayment, command, gas];

/** A message has no deadline, and nothing brings a transfer back: an approved one stays so until it is executed. */
export const axelarRules: Rules = {
  version: 6,
  destinationProvesOrigin: true,
  transitSecondsMax: TRANSIT_SECONDS_MAX,
  steps: [call, ...afterCall],
  kinds: {
    // What the service says of a transfer's parties goes before what the gateway says of its contracts.
    interchain_token: [call, transfer, receipt, ...afterCall],
    token_transfer: [tokenSent, minted],
    command: [{ ...command, required: 'always' }],
    gas: [{ ...gas, required: 'always' }],
  },
};
