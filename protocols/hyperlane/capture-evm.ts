import type { Hex } from '../../core/raw-log.ts';
import { addressOn } from '../bytes32.ts';
import type { Captured, CaptureInput } from '../define.ts';
import type { HyperlaneDeployment } from './deployments.ts';
import { deliveryLink, messageLink } from './links.ts';
import { decodeHyperlaneMessage } from './message.ts';
import { routeAt } from './routes.ts';
import { tellMessage } from './tell-message.ts';

type Input<Args> = CaptureInput<Args, HyperlaneDeployment>;

interface Dispatch {
  sender: Hex;
  destination: number;
  recipient: Hex;
  message: Hex;
}

/** Reads a departure on an EVM chain: the whole message, whose hash is its id. */
export function captureDispatch({
  args,
  deployment,
  here,
  chainNamed,
  deploymentOn,
}: Input<Dispatch>): Captured {
  const message = decodeHyperlaneMessage(args.message);
  if (message.origin !== deployment.domain) {
    throw new Error(`a message from domain ${message.origin} emitted on ${deployment.domain}`);
  }
  if (
    message.destination !== args.destination ||
    message.recipient !== args.recipient ||
    addressOn(here.chain, message.sender) !== args.sender
  ) {
    throw new Error('a message that says otherwise than its event');
  }
  const { details, ...told } = tellMessage(
    {
      ...message,
      origin: here,
      destination: chainNamed(String(message.destination)),
      seenAt: 'origin',
    },
    deploymentOn,
  );
  return {
    step: 'dispatch',
    links: [messageLink(deployment.network, message.id)],
    about: { ...told, details: { ...details, messageId: message.id, nonce: `${message.nonce}` } },
  };
}

/**
 * Reads the event that comes with each departure: it stands alone where the message itself cannot be read. A mailbox may name
 * any id, so that it does not say where the message comes from.
 */
export function captureDispatchId({
  args: { messageId },
  deployment,
}: Input<{ messageId: Hex }>): Captured {
  return {
    step: 'dispatch',
    links: [messageLink(deployment.network, messageId)],
    about: { details: { messageId } },
  };
}

/**
 * Reads the entry into the tree whose root validators sign. The hook takes only what its mailbox is just dispatching, which no
 * other chain can check.
 */
export function captureInsertion({
  args: { messageId, index },
  deployment,
}: Input<{ messageId: Hex; index: number }>): Captured {
  return {
    step: 'insertion',
    links: [messageLink(deployment.network, messageId)],
    about: { details: { leafIndex: `${index}` } },
  };
}

/** Reads a payment. Anyone may pay for any id and say any destination: what it says of the message is not passed on. */
export function captureGasPayment({
  args: { messageId },
  deployment,
}: Input<{ messageId: Hex }>): Captured {
  return {
    step: 'gas_payment',
    links: [messageLink(deployment.network, messageId)],
    about: {},
  };
}

interface Process {
  origin: number;
  sender: Hex;
  recipient: Hex;
}

/** Reads which message was delivered, but for its id: that is in the event right behind this one. */
export function captureProcess({
  args,
  at,
  ordinal,
  deployment,
  here,
  chainNamed,
}: Input<Process>): Captured {
  const origin = chainNamed(String(args.origin));
  return {
    step: 'handling',
    links: [deliveryLink(deployment.network, at, ordinal)],
    about: {
      ...(routeAt(here.chain, args.recipient, deployment) && { kind: 'transfer' }),
      origin,
      destination: here,
      sender: addressOn(origin.chain, args.sender),
      recipient: args.recipient,
    },
  };
}

/** Reads an arrival on an EVM chain. */
export function captureProcessId({
  args: { messageId },
  at,
  ordinal,
  deployment,
  here,
}: Input<{ messageId: Hex }>): Captured {
  const { network } = deployment;
  return {
    step: 'process',
    links: [messageLink(network, messageId), deliveryLink(network, at, ordinal)],
    about: { destination: here, details: { messageId } },
  };
}
