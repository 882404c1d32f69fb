import type { Hex } from '../../core/raw-log.ts';
import type { Captured, CaptureInput } from '../define.ts';
import { addressOf } from './address-of.ts';
import type { CcipDeployment } from './deployment.ts';
import { decodeExtraArgs } from './extra-args.ts';
import { isEndUnseen, offRampsOf } from './is-end-unseen.ts';
import { messageLink, placeLink } from './links.ts';
import { rampAt } from './ramp-at.ts';
import { tellSend } from './tell-send.ts';

type Input = CaptureInput<unknown, CcipDeployment>;

interface LaneMessage {
  sourceChainSelector: bigint;
  sender: Hex;
  receiver: Hex;
  sequenceNumber: bigint;
  gasLimit: bigint;
  nonce: bigint;
  feeToken: Hex;
  feeTokenAmount: bigint;
  data: Hex;
  tokenAmounts: readonly { token: Hex; amount: bigint }[];
  messageId: Hex;
}

/** Reads `CCIPSendRequested` up to version 1.5, which leaves to the OnRamp where it leads. */
export function captureRequest({ message }: { message: LaneMessage }, input: Input): Captured {
  const { deployment, emitter, here, chainNamed } = input;
  const { messageId, sequenceNumber } = message;
  assertSource(message.sourceChainSelector, deployment);
  const { remote } = rampAt('onRamp', emitter, deployment);
  if (remote === null) throw new Error('a request at an OnRamp that serves all chains');
  return {
    step: 'send',
    links: linksOf({ messageId, sequenceNumber, destination: remote }, input),
    about: tellSend({
      origin: here,
      destination: chainNamed(remote),
      isEndUnseen: isEndUnseen(
        remote,
        ({ lanes }) => offRampsOf(lanes?.[deployment.selector]),
        input,
      ),
      sender: message.sender,
      receiver: message.receiver,
      tokens: message.tokenAmounts.map(({ token, amount }) => ({ token, amount: String(amount) })),
      data: message.data,
      fee: { token: message.feeToken, amount: String(message.feeTokenAmount) },
      details: {
        messageId,
        sequenceNumber: String(sequenceNumber),
        nonce: String(message.nonce),
        gasLimit: String(message.gasLimit),
      },
    }),
  };
}

/** A message of version 1.6, from an EVM chain or from Solana. Addresses of the origin are as it writes them. */
export interface RampMessage {
  messageId: Hex;
  sourceChainSelector: bigint;
  destChainSelector: bigint;
  sequenceNumber: bigint;
  nonce: bigint;
  sender: string;
  data: Hex;
  receiver: Hex;
  extraArgs: Hex;
  feeToken: string;
  feeTokenAmount: bigint;
  /** The token itself is not told, but its pool is. */
  tokens: readonly { sourcePoolAddress: string; destTokenAddress: Hex; amount: bigint }[];
}

/** Reads `CCIPMessageSent` of version 1.6. */
export function captureSent(message: RampMessage, input: Input): Captured {
  const { deployment, emitter, here, chainNamed } = input;
  const { messageId, sequenceNumber, tokens } = message;
  assertSource(message.sourceChainSelector, deployment);
  rampAt('onRamp', emitter, deployment);
  const name = String(message.destChainSelector);
  const destination = chainNamed(name);
  const { gasLimit, tokenReceiver } = decodeExtraArgs(message.extraArgs);
  const [token] = tokens;
  return {
    step: 'send',
    links: linksOf({ messageId, sequenceNumber, destination: name }, input),
    about: tellSend({
      origin: here,
      destination,
      isEndUnseen: isEndUnseen(name, ({ ramps }) => offRampsOf(ramps), input),
      sender: message.sender,
      receiver: addressOf(destination.chain, message.receiver),
      ...(tokenReceiver !== undefined && {
        tokenReceiver: addressOf(destination.chain, tokenReceiver),
      }),
      tokens: tokens.map(({ amount }) => ({ amount: String(amount) })),
      data: message.data,
      fee: { token: message.feeToken, amount: String(message.feeTokenAmount) },
      details: {
        messageId,
        sequenceNumber: String(sequenceNumber),
        nonce: String(message.nonce),
        ...(gasLimit !== undefined && { gasLimit }),
        ...(token && {
          sourcePool: token.sourcePoolAddress,
          destinationToken: addressOf(destination.chain, token.destTokenAddress),
        }),
      },
    }),
  };
}

/** Throws for a message that says that it comes from another chain. */
export function assertSource(selector: bigint, deployment: CcipDeployment): void {
  if (String(selector) !== deployment.selector)
    throw new Error(`a message of the chain ${selector} on the chain ${deployment.selector}`);
}

function linksOf(
  message: { messageId: Hex; sequenceNumber: bigint; destination: string },
  { deployment, emitter }: Input,
) {
  const { network, selector } = deployment;
  const { messageId, sequenceNumber, destination } = message;
  return [
    messageLink(network, messageId),
    placeLink({ network, source: selector, onRamp: emitter, destination, sequenceNumber }),
  ];
}
