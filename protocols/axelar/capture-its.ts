import type { About, Link } from '../../core/leg.ts';
import { lowerHex } from '../../core/lower-hex.ts';
import type { Hex } from '../../core/raw-log.ts';
import type { Captured, CaptureInput } from '../define.ts';
import type { AxelarDeployment } from './deployments.ts';
import { decodeItsPayload, hubPayloadHash } from './its-payload.ts';
import { hubLink, ownLink, receiptLink, transferLink } from './links.ts';

type Input<Args> = CaptureInput<Args, AxelarDeployment>;

/** A call as far as it matters whether the interchain token service makes it. */
interface ItsCall {
  sender: Hex;
  destinationChain: string;
  payload: Hex;
}

/** What the payload of a call of the interchain token service tells beside what all calls do; nothing for other calls. */
export function tellItsCall({ args, at, deployment, here, chainNamed }: Input<ItsCall>): {
  links: Link[];
  about: About;
} {
  const message = args.sender === deployment.its ? decodeItsPayload(args.payload) : null;
  if (!message) return { links: [], about: {} };
  const { hub, transfer } = message;
  const destinationChain = hub?.destinationChain ?? args.destinationChain;
  const names = new Set([here.name, here.name.toLowerCase()]);
  return {
    links: [
      ...(hub
        ? [...names].map((name) =>
            hubLink(deployment.network, destinationChain, hubPayloadHash(name, hub.payload)),
          )
        : []),
      ...(transfer
        ? [transferLink(at.chain, at.transaction, { ...transfer, destinationChain }, 'cause')]
        : []),
    ],
    about: {
      kind: 'interchain_token',
      destination: chainNamed(destinationChain),
      ...(transfer && {
        sender: transfer.sender,
        recipient: transfer.recipient,
        sent: { token: transfer.tokenId, amount: transfer.amount.toString() },
      }),
      details: { ...(hub && { hub: args.destinationChain }) },
    },
  };
}

/** `InterchainTransfer`. */
interface TransferArgs {
  tokenId: Hex;
  sourceAddress: Hex;
  destinationChain: string;
  destinationAddress: Hex;
  amount: bigint;
}

/** Reads that tokens were taken for a transfer, which a call of the same transaction takes away. */
export function captureTransfer(input: Input<TransferArgs>): Captured {
  const { args, at, ordinal, here, chainNamed } = input;
  assertIts(input);
  const { tokenId, sourceAddress, destinationChain, amount } = args;
  const recipient = lowerHex(args.destinationAddress);
  const { chain, transaction } = at;
  return {
    step: 'transfer',
    links: [
      ownLink('InterchainTransfer', { chain, transaction, ordinal }),
      transferLink(chain, transaction, { tokenId, destinationChain, recipient, amount }, 'effect'),
    ],
    about: {
      kind: 'interchain_token',
      origin: here,
      destination: chainNamed(destinationChain),
      sender: sourceAddress,
      recipient,
      sent: { token: tokenId, amount: amount.toString() },
    },
  };
}

/** `InterchainTransferReceived`. */
interface ReceivedArgs {
  commandId: Hex;
  tokenId: Hex;
  sourceChain: string;
  sourceAddress: Hex;
  destinationAddress: Hex;
  amount: bigint;
}

/**
 * Reads that tokens were given out, at the execution or at an express execution before it. Who executes expressly chooses the
 * command, so that it goes with what was done in the same transaction alone.
 */
export function captureReceipt(input: Input<ReceivedArgs>): Captured {
  const { args, at, ordinal, here, chainNamed } = input;
  assertIts(input);
  const { commandId, tokenId, sourceChain, sourceAddress, destinationAddress, amount } = args;
  const { chain, transaction } = at;
  return {
    step: 'receipt',
    links: [
      ownLink('InterchainTransferReceived', { chain, transaction, ordinal }),
      receiptLink(at, commandId, 'effect'),
    ],
    about: {
      kind: 'interchain_token',
      origin: chainNamed(sourceChain),
      destination: here,
      sender: lowerHex(sourceAddress),
      recipient: destinationAddress,
      received: { token: tokenId, amount: amount.toString() },
      details: { commandId },
    },
  };
}

/** The contracts whose word on express executions counts emit what they like, but not this. */
function assertIts({ emitter, deployment }: Input<unknown>): void {
  if (emitter !== deployment.its) {
    throw new Error('an event of the interchain token service that another contract emits');
  }
}
