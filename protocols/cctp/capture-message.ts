import type { About, ChainRef } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';
import { addressOn } from '../bytes32.ts';
import type { Captured, CaptureInput } from '../define.ts';
import { cctpTokenMessenger, type CctpDeployment } from './deployments.ts';
import { isFast } from './finality.ts';
import {
  arrivalLinks,
  burnLink,
  contentLink,
  departureLink,
  mintLink,
  nonceLink,
} from './links.ts';
import { contentOfBurn, type CctpMessage } from './message.ts';
import { tellBody } from './tell-body.ts';

type Input<Args> = CaptureInput<Args, CctpDeployment>;

const isZero = (value: Hex): boolean => /^0x0*$/.test(value);

/** `MessageReceived`, of either version, on either family of chains. */
interface Received {
  caller: string;
  sourceDomain: number;
  nonce: bigint | Hex;
  sender: Hex;
  finalityThresholdExecuted?: number;
  messageBody: Hex;
}

/** Reads an arrival. */
export function captureReceived(version: 1 | 2, input: Input<Received>): Captured {
  const { args, at, deployment, here, chainNamed, deploymentOn } = input;
  const { caller, sourceDomain, nonce, sender, finalityThresholdExecuted, messageBody } = args;
  const { network, domain } = deployment;
  const origin: ChainRef = chainNamed(String(sourceDomain));
  const tokenMessenger = cctpTokenMessenger(version, {
    domain: sourceDomain,
    deployment: deploymentOn(origin.chain),
  });
  const told = { version, sender, body: messageBody, origin, destination: here, tokenMessenger };
  const { about, burn } = tellBody(told);
  const link = nonceLink(network, version, sourceDomain, nonce);
  const content = {
    network,
    sourceDomain,
    destinationDomain: domain,
    sender,
    body: messageBody,
    isFast: isFast(finalityThresholdExecuted ?? null),
  };
  const received = burn && burn.amount - (burn.v2?.feeExecuted ?? 0n);
  const place = { network, version, domain, transaction: at.transaction };
  return {
    step: 'receive',
    links: [
      link,
      ...(version === 1 ? [] : arrivalLinks(content)),
      ...(burn && received !== null
        ? [mintLink(place, { recipient: burn.mintRecipient, amount: received }, 'cause')]
        : []),
    ],
    about: {
      ...about,
      origin,
      destination: here,
      ...(about.sent && received !== null && { received: { amount: received.toString() } }),
      details: {
        ...about.details,
        version: `v${version}`,
        nonce: nonce.toString(),
        handedInBy: caller,
        ...(finalityThresholdExecuted !== undefined && {
          finalityThresholdExecuted: String(finalityThresholdExecuted),
        }),
        ...(about.sent &&
          burn?.v2 && {
            feeExecuted: burn.v2.feeExecuted.toString(),
            ...(burn.v2.expirationBlock > 0n && {
              expirationBlock: burn.v2.expirationBlock.toString(),
            }),
          }),
      },
    },
  };
}

/** Reads a departure. */
export function captureSent(message: CctpMessage, input: Input<unknown>): Captured {
  const { at, ordinal, deployment } = input;
  const { version, sourceDomain, nonce } = message;
  const { network, domain } = deployment;
  if (sourceDomain !== domain) {
    throw new Error(`a message from domain ${sourceDomain} emitted on domain ${domain}`);
  }
  const place = { network, version, domain, transaction: at.transaction };
  const about = tellSent(message, input);
  return {
    step: 'send',
    links:
      nonce === null
        ? [
            departureLink(network, { ...place, ordinal }),
            contentLink({ network, ...message, isFast: isFast(message.minFinalityThreshold) }),
            ...(about.sent ? [burnLink(place, contentOfBurn(message), 'cause')] : []),
          ]
        : [nonceLink(network, 1, sourceDomain, nonce)],
    about,
  };
}

/** What a message tells at its origin. */
export function tellSent(
  message: CctpMessage,
  { deployment, here, chainNamed }: Input<unknown>,
): About {
  const { version, destinationDomain, nonce, sender, recipient, body } = message;
  const { destinationCaller, minFinalityThreshold } = message;
  const { domain } = deployment;
  const destination = chainNamed(String(destinationDomain));
  const tokenMessenger = cctpTokenMessenger(version, { domain, deployment });
  const { about } = tellBody({ version, sender, body, origin: here, destination, tokenMessenger });
  const { kind = 'message' } = about;
  return {
    recipient: addressOn(destination.chain, recipient),
    ...about,
    kind: isFast(minFinalityThreshold) ? `fast_${kind}` : kind,
    origin: here,
    destination,
    details: {
      ...about.details,
      version: `v${version}`,
      ...(nonce !== null && { nonce: nonce.toString() }),
      ...(minFinalityThreshold !== null && { minFinalityThreshold: String(minFinalityThreshold) }),
      ...(!isZero(destinationCaller) && {
        destinationCaller: addressOn(destination.chain, destinationCaller),
      }),
    },
  };
}
