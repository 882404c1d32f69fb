import type { Hex } from '../../core/raw-log.ts';
import { addressOn } from '../bytes32.ts';
import type { Captured, CaptureInput } from '../define.ts';
import { keccak } from '../keccak.ts';
import { addressOf } from './address-of.ts';
import { assertSource } from './capture-send.ts';
import type { CcipDeployment } from './deployment.ts';
import { isEndUnseen, offRampsOf } from './is-end-unseen.ts';
import { messageLink } from './links.ts';
import { decodeMessageV1 } from './message-v1.ts';
import { rampAt } from './ramp-at.ts';
import { tellSend } from './tell-send.ts';

/** What the event tells beside the message; `fee` is the sum of what its receipts name. */
export interface SentV2 {
  messageId: Hex;
  encodedMessage: Hex;
  feeToken: string;
  fee: bigint;
  tokenAmountBeforeTokenPoolFees: bigint;
}

/**
 * Reads `CCIPMessageSent` of version 2. A message's number is no link: where it may be delivered before its origin is final,
 * a reorg gives the number to another one.
 */
export function captureSentV2(
  sent: SentV2,
  input: CaptureInput<unknown, CcipDeployment>,
): Captured {
  const { deployment, emitter, here, chainNamed } = input;
  const { messageId, encodedMessage } = sent;
  rampAt('onRamp', emitter, deployment);
  if (keccak(encodedMessage) !== messageId)
    throw new Error('a message whose id is not the hash of it');
  const message = decodeMessageV1(encodedMessage);
  assertSource(message.sourceChainSelector, deployment);
  const name = String(message.destChainSelector);
  const destination = chainNamed(name);
  // The message says who is to execute it.
  const offRamp = addressOf(destination.chain, message.offRamp);
  const { token } = message;
  return {
    step: 'send',
    links: [messageLink(deployment.network, messageId)],
    about: tellSend({
      origin: here,
      destination,
      isEndUnseen: isEndUnseen(
        name,
        ({ ramps }) => offRampsOf(ramps).filter((own) => own === offRamp),
        input,
      ),
      sender: addressOn(here.chain, message.sender),
      receiver: addressOf(destination.chain, message.receiver),
      ...(token && { tokenReceiver: addressOf(destination.chain, token.receiver) }),
      tokens: token
        ? [
            {
              token: addressOn(here.chain, token.sourceToken),
              amount: String(sent.tokenAmountBeforeTokenPoolFees),
            },
          ]
        : [],
      data: message.data,
      fee: { token: sent.feeToken, amount: String(sent.fee) },
      details: {
        messageId,
        sequenceNumber: String(message.messageNumber),
        gasLimit: String(message.gasLimit),
        ...(token && {
          amountAfterFees: String(token.amount),
          destinationToken: addressOf(destination.chain, token.destToken),
        }),
      },
    }),
  };
}
