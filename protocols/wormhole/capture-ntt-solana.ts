import { hexToBigInt, stringToHex } from 'viem';
import type { Asset } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';
import { addressOn, bytes32Of } from '../bytes32.ts';
import type { Captured, CaptureInput } from '../define.ts';
import type { InstructionArgs } from '../instruction-events.ts';
import { keccak } from '../keccak.ts';
import { programAddress } from '../program-address.ts';
import { accountAt } from './account-at.ts';
import type { WormholeDeployment } from './deployments.ts';
import {
  nttEffectLink,
  nttKeptLink,
  nttReceivedLink,
  nttSendLink,
  postedLink,
  vaaLink,
} from './links.ts';
import { decodeNttTransfer } from './ntt-message.ts';
import { nttProgramsOf } from './ntt-transceivers.ts';
import { UNKNOWN_ORIGIN } from './reachable.ts';
import { decodeVaaBody } from './signed-vaa.ts';
import { tellNtt } from './tell-ntt.ts';
import { tokensMoved } from './tokens-moved.ts';
import { vaaIdText } from './vaa-id.ts';

type Input<I> = CaptureInput<InstructionArgs<I>, WormholeDeployment>;

/**
 * Where the accounts stand. Source: native-token-transfers `transfer.rs`, `release_outbound.rs`, `receive_message.rs`, `redeem.rs`,
 * `release_inbound.rs`.
 */
const CONFIG = 1;
const TRANSFER = { payer: 0, mint: 2, tokenProgram: 4, outboxItem: 5 } as const;
const RELEASE_OUTBOUND = { outboxItem: 2 } as const;
const RECEIVE = { posted: 3, kept: 4 } as const;
const RECEIVE_DATA = { kept: 3 } as const;
const REDEEM = { kept: 3, inboxItem: 6 } as const;
const RELEASE_INBOUND = { inboxItem: 2, recipient: 3, mint: 5, tokenProgram: 6 } as const;

/**
 * The manager whose program or transceiver was given an instruction.
 *
 * @throws where it has another configuration than the one of versions 1 to 3: later ones keep many managers in one program, which
 *   messages name by these accounts
 */
function managerOf({ args, emitter, deployment }: Input<unknown>): string {
  const manager = deployment.nttManagers.find((own) =>
    nttProgramsOf(own, deployment).includes(emitter),
  );
  if (manager === undefined) throw new Error('an instruction of NTT to another program');
  const config = programAddress([stringToHex('config')], manager);
  if (accountAt(args.accounts, CONFIG) !== config) {
    throw new Error('a manager of NTT that is not its program, which is unknown');
  }
  return manager;
}

function sendLinkOf(manager: string, outboxItem: string, { deployment }: Input<unknown>) {
  const { network, wormholeId } = deployment;
  return nttSendLink(network, wormholeId, manager, hexToBigInt(bytes32Of(outboxItem)));
}

interface Transfer {
  amount: bigint;
  toChain: number;
  recipient: Hex;
}

/**
 * Reads `transfer_burn` and `transfer_lock`: the manager has the tokens, and the account that it made for the transfer gives the
 * message its id. Whether it may be sent at once is in that account alone.
 */
export function captureNttTransfer(input: Input<Transfer>): Captured {
  const { args, here, chainNamed } = input;
  const { instruction, accounts, calls = [] } = args;
  const { amount, toChain, recipient } = instruction;
  const manager = managerOf(input);
  const outboxItem = accountAt(accounts, TRANSFER.outboxItem);
  const sent = tokensMoved(calls, {
    tokenProgram: accountAt(accounts, TRANSFER.tokenProgram),
    mint: accountAt(accounts, TRANSFER.mint),
  });
  return {
    step: 'publish',
    links: [sendLinkOf(manager, outboxItem, input)],
    about: {
      kind: 'ntt_transfer',
      origin: here,
      recipient: addressOn(chainNamed(String(toChain)).chain, recipient),
      ...(sent && { sent }),
      promises: ['release'],
      details: {
        sourceManager: manager,
        outboxItem,
        toChain: String(toChain),
        payer: accountAt(accounts, TRANSFER.payer),
        amountAsked: amount.toString(),
      },
    },
  };
}

/** Whether an instruction did what it is for: it must, or its own calls show it. @throws where nothing tells */
function hasActed({ instruction, calls }: InstructionArgs<{ mustAct: number }>, shown: boolean) {
  if (instruction.mustAct === 0 && !calls) {
    throw new Error('an instruction whose own calls the node has not told');
  }
  return instruction.mustAct !== 0 || shown;
}

/** Reads `release_wormhole_outbound`: the transceiver sends the transfer as a message, unless it is held back; null then. */
export function captureNttReleaseOutbound(input: Input<{ mustAct: number }>): Captured | null {
  const { args, deployment, here } = input;
  const manager = managerOf(input);
  const { core, postMessageShim } = deployment;
  const hasSent = args.calls?.some(
    ({ program }) => program === core || program === postMessageShim,
  );
  if (!hasActed(args, hasSent ?? false)) return null;
  const outboxItem = accountAt(args.accounts, RELEASE_OUTBOUND.outboxItem);
  return {
    step: 'release',
    links: [sendLinkOf(manager, outboxItem, input)],
    about: {
      kind: 'ntt_transfer',
      origin: here,
      details: { sourceManager: manager, outboxItem },
    },
  };
}

function received(input: Input<unknown>, details: Record<string, string>): Captured['about'] {
  return {
    kind: 'ntt_transfer',
    origin: UNKNOWN_ORIGIN,
    destination: input.here,
    details: { manager: managerOf(input), ...details },
  };
}

/** Reads `receive_wormhole_message`: the transceiver has taken a signed message that was posted before. */
export function captureNttReceive(input: Input<unknown>): Captured {
  const { args, deployment, emitter } = input;
  const posted = accountAt(args.accounts, RECEIVE.posted);
  const kept = accountAt(args.accounts, RECEIVE.kept);
  const { network } = deployment;
  return {
    step: 'attestation',
    links: [nttKeptLink(network, kept), postedLink(network, posted)],
    about: received(input, { transceiver: emitter, posted }),
  };
}

/** Reads `receive_wormhole_message_instruction_data`, which brings the message itself: the transceiver has verified it. */
export function captureNttReceiveData(input: Input<{ body: Hex }>): Captured {
  const { args, deployment, emitter, chainNamed, deploymentOn } = input;
  const { network } = deployment;
  const { id, payload } = decodeVaaBody(args.instruction.body);
  const transfer = decodeNttTransfer(payload, id.chain);
  if (!transfer) throw new Error('a message of NTT that is no transfer');
  const origin = chainNamed(String(id.chain));
  const source = deploymentOn(origin.chain);
  const sending = { kind: 'ntt_transfer', origin, transceiver: id.emitter };
  const told = source && tellNtt(transfer, { ...sending, source }, input);
  const about = received(input, { transceiver: emitter, vaa: vaaIdText(id) });
  return {
    step: 'attestation',
    links: [
      nttKeptLink(network, accountAt(args.accounts, RECEIVE_DATA.kept)),
      vaaLink(network, id),
    ],
    about: {
      ...told?.about,
      ...about,
      origin,
      content: keccak(payload),
      details: { ...told?.about.details, ...about.details },
    },
  };
}

/** Reads `receive_wormhole_message_account`: the message was written into an account of the sender's before. */
export function captureNttReceiveAccount(input: Input<unknown>): Captured {
  const { args, deployment, emitter } = input;
  return {
    step: 'attestation',
    links: [nttKeptLink(deployment.network, accountAt(args.accounts, RECEIVE.kept))],
    about: received(input, { transceiver: emitter }),
  };
}

/** Reads `redeem`: the manager counts what one of its transceivers has taken. */
export function captureNttRedeem(input: Input<unknown>): Captured {
  const { args, deployment } = input;
  const { network } = deployment;
  const inbox = accountAt(args.accounts, REDEEM.inboxItem);
  return {
    step: 'attestation',
    links: [
      nttReceivedLink({ network, inbox }),
      nttKeptLink(network, accountAt(args.accounts, REDEEM.kept)),
      // Where neither the posted message was seen nor the instruction brought it.
      nttEffectLink({ network, inbox }),
    ],
    about: received(input, { inboxItem: inbox }),
  };
}

/**
 * Reads `release_inbound_mint` and `release_inbound_unlock`: the manager pays out, unless too few transceivers have taken the
 * message or it is over its limit; null then.
 */
export function captureNttReleaseInbound(input: Input<{ mustAct: number }>): Captured | null {
  const { args, deployment } = input;
  const { accounts, calls = [] } = args;
  const paid: Asset | undefined = tokensMoved(calls, {
    tokenProgram: accountAt(accounts, RELEASE_INBOUND.tokenProgram),
    mint: accountAt(accounts, RELEASE_INBOUND.mint),
  });
  if (!hasActed(args, paid !== undefined)) return null;
  const inbox = accountAt(accounts, RELEASE_INBOUND.inboxItem);
  const recipientAccount = accountAt(accounts, RELEASE_INBOUND.recipient);
  return {
    step: 'redemption',
    links: [nttReceivedLink({ network: deployment.network, inbox })],
    about: {
      ...received(input, { inboxItem: inbox, recipientAccount }),
      ...(paid && { received: paid }),
    },
  };
}
