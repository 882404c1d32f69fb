import type { Leg } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';
import type { Captured, CaptureInput } from '../define.ts';
import { assertMessaging, placeOf } from './capture-origin.ts';
import { amountIn, assetAt, contentOf, toShared, type StargateDeployment } from './deployments.ts';
import { arrivalLink, dropLink, eventLink, seatLink, unreceivedLink } from './links.ts';

type Input = CaptureInput<unknown, StargateDeployment>;

interface Received {
  guid: Hex;
  srcEid: number;
  toAddress: Hex;
  amountReceivedLD: bigint;
}

/** Reads `OFTReceived`: one recipient has the tokens. A bus brings as many as it has passengers, all under its guid. */
export function captureReceived(args: Received, input: Input): Captured {
  const { guid, srcEid, toAddress, amountReceivedLD } = args;
  const { emitter, deployment, here, chainNamed } = input;
  const { network } = deployment;
  const asset = assetAt(deployment, emitter);
  const paid = { guid, contract: emitter, recipient: toAddress, amount: amountReceivedLD };
  const place = placeOf(input);
  return {
    step: 'receipt',
    links: [
      eventLink('receipt', place),
      arrivalLink(network, guid, 'effect'),
      unreceivedLink(network, paid, 'effect'),
      dropLink(place, toAddress, 'cause'),
    ],
    about: {
      kind: 'transfer',
      origin: chainNamed(String(srcEid)),
      destination: here,
      recipient: toAddress,
      received: amountIn(asset, amountReceivedLD),
      content: contentOf(asset.id, toShared(asset, amountReceivedLD)),
      details: { guid, destinationPool: emitter },
    },
  };
}

interface Unreceived {
  guid: Hex;
  index: number;
  srcEid: number;
  receiver: Hex;
  amountLD: bigint;
  composeMsg: Hex;
}

/** Reads `UnreceivedTokenCached`: the packet is delivered, and its recipient could not be paid. Anybody may try again. */
export function captureUnreceived(args: Unreceived, input: Input): Captured {
  const { guid, index, srcEid, receiver, amountLD, composeMsg } = args;
  const { emitter, deployment, here, chainNamed } = input;
  const { network } = deployment;
  const asset = assetAt(deployment, emitter);
  const owed = { guid, contract: emitter, recipient: receiver, amount: amountLD };
  return {
    step: 'receipt',
    outcome: 'failed_retryable',
    links: [
      seatLink(network, guid, index),
      arrivalLink(network, guid, 'effect'),
      unreceivedLink(network, owed, 'cause'),
      dropLink(placeOf(input), receiver, 'cause'),
    ],
    about: {
      kind: 'transfer',
      origin: chainNamed(String(srcEid)),
      destination: here,
      recipient: receiver,
      wanted: amountIn(asset, amountLD),
      content: contentOf(asset.id, toShared(asset, amountLD)),
      reason: 'the token could not be paid out to its recipient',
      details: {
        guid,
        destinationPool: emitter,
        unreceivedIndex: index.toString(),
        composed: composeMsg === '0x' ? 'no' : 'yes',
      },
    },
  };
}

/** Reads `NativeDropApplied` and `NativeDropFailed`: coins for gas, in wei, beside the tokens of a bus' passenger. */
export function captureDrop(
  { receiver, amount }: { receiver: Hex; amount: bigint },
  outcome: Leg['outcome'],
  input: Input,
): Captured {
  assertMessaging(input);
  const place = placeOf(input);
  return {
    step: 'drop',
    outcome,
    links: [
      eventLink(outcome === 'success' ? 'drop' : 'drop-failed', place),
      dropLink(place, receiver, 'effect'),
    ],
    about: {
      destination: input.here,
      recipient: receiver,
      ...(outcome === 'failed' && { reason: 'the recipient did not take the coins' }),
      details: { nativeDropAmount: amount.toString() },
    },
  };
}
