import type { Hex } from '../../core/raw-log.ts';
import { addressOn, bytes32Of } from '../bytes32.ts';
import type { Captured, CaptureInput } from '../define.ts';
import { captureSent, tellSent } from './capture-message.ts';
import type { CctpDeployment } from './deployments.ts';
import { burnLink, mintLink, nonceLink, ownLink } from './links.ts';
import { contentOfBurn, encodeCctpBurn, type CctpMessage } from './message.ts';

type Input<Args> = CaptureInput<Args, CctpDeployment>;

/** `DepositForBurn`, in either version, on either family of chains; the second has no nonce, and more besides. */
interface Burnt {
  nonce?: bigint;
  burnToken: Hex;
  amount: bigint;
  depositor: Hex;
  mintRecipient: Hex;
  destinationDomain: number;
  destinationTokenMessenger: Hex;
  destinationCaller: Hex;
  maxFee?: bigint;
  minFinalityThreshold?: number;
  hookData?: Hex;
}

/**
 * The message that a burn sends, byte for byte what its origin hands to its transmitter. A message's sender is the contract
 * or program that sent it, which for a burn is the emitter of this event (`send_message.rs`, `sendMessage`).
 */
function messageOf(
  version: 1 | 2,
  { args, deployment, emitter }: Pick<Input<Burnt>, 'args' | 'deployment' | 'emitter'>,
): CctpMessage {
  const { nonce = null, amount, mintRecipient, maxFee = 0n, hookData = '0x' } = args;
  const [burnToken, messageSender] = [bytes32Of(args.burnToken), bytes32Of(args.depositor)];
  const burn = { burnToken, mintRecipient, amount, messageSender, maxFee, hookData };
  return {
    version,
    sourceDomain: deployment.domain,
    destinationDomain: args.destinationDomain,
    nonce,
    sender: bytes32Of(emitter),
    recipient: args.destinationTokenMessenger,
    destinationCaller: args.destinationCaller,
    minFinalityThreshold: args.minFinalityThreshold ?? null,
    body: encodeCctpBurn(version, burn),
  };
}

/**
 * Reads a burn on Solana, where it is the departure: a message is kept in an account that its sender may close later, and no
 * event carries it.
 */
export function captureSolanaBurn(version: 1 | 2, input: Input<Burnt>): Captured {
  return captureSent(messageOf(version, input), input);
}

/** Reads a burn on an EVM chain, which comes with the message that says the same. */
export function captureBurn(version: 1 | 2, input: Input<Burnt>): Captured {
  const message = messageOf(version, input);
  const { at, ordinal, deployment } = input;
  const { network, domain } = deployment;
  const place = { network, version, domain, transaction: at.transaction, ordinal };
  return {
    step: 'burn',
    links:
      message.nonce === null
        ? [ownLink('burn', place), burnLink(place, contentOfBurn(message), 'effect')]
        : [nonceLink(network, 1, domain, message.nonce)],
    about: tellSent(message, input),
  };
}

/** `MintAndWithdraw`, in either version, on either family of chains. */
interface Minted {
  mintRecipient: Hex;
  amount: bigint;
  mintToken: Hex;
  feeCollected?: bigint;
}

/** Reads what an arrival has paid: it names no message, and comes with one in its transaction. */
export function captureMint(version: 1 | 2, input: Input<Minted>): Captured {
  const { args, at, ordinal, deployment, here } = input;
  const { amount, feeCollected } = args;
  const [recipient, token] = [bytes32Of(args.mintRecipient), bytes32Of(args.mintToken)];
  const { network, domain } = deployment;
  const place = { network, version, domain, transaction: at.transaction, ordinal };
  const shown = addressOn(here.chain, recipient);
  return {
    step: 'mint',
    links: [ownLink('mint', place), mintLink(place, { recipient, amount }, 'effect')],
    about: {
      kind: 'transfer',
      destination: here,
      recipient: shown,
      received: { token: addressOn(here.chain, token), amount: amount.toString() },
      details: {
        // What departed first may name another recipient, where version 1 has replaced it.
        ...(version === 1 && { mintedTo: shown }),
        ...(feeCollected !== undefined && { feeCollected: feeCollected.toString() }),
      },
    },
  };
}
