import type { About, ChainRef } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';
import { addressOn } from '../bytes32.ts';
import type { Captured, CaptureInput } from '../define.ts';
import { keccak } from '../keccak.ts';
import type { TextArgs } from '../text-events.ts';
import type { HyperlaneDeployment } from './deployments.ts';
import { deliveryLink, messageLink } from './links.ts';
import { decodeHyperlaneMessage, decodeWarpTransfer, type HyperlaneMessage } from './message.ts';
import { assetOf, routeAt } from './routes.ts';

type Input<Args> = CaptureInput<Args, HyperlaneDeployment>;

/** A message with its chains, and the end at which it was seen. */
type Parts = Pick<HyperlaneMessage, 'sender' | 'recipient' | 'body'> & {
  origin: ChainRef;
  destination: ChainRef;
  seenAt: 'origin' | 'destination';
};

/**
 * What a message says. Its body is a transfer if the contract at the end where it was seen is a warp route that is known: the
 * origin's mailbox proves who sends, and a route takes messages of its other ends alone. Whoever else writes such a body
 * moves nothing, and a recipient may take any message for proven. So neither the events of routes nor the bodies of
 * strangers are believed.
 */
function tell(
  { origin, destination, sender, recipient, body, seenAt }: Parts,
  deploymentOn: Input<unknown>['deploymentOn'],
): About {
  const [from, to] = [addressOn(origin.chain, sender), addressOn(destination.chain, recipient)];
  const taking = routeAt(origin.chain, from, deploymentOn(origin.chain));
  const paying = routeAt(destination.chain, to, deploymentOn(destination.chain));
  const isKnown = seenAt === 'origin' ? taking : paying;
  const transfer = isKnown && decodeWarpTransfer(body, destination.chain);
  if (!transfer) return { origin, destination, sender: from, recipient: to };
  const sent = taking && assetOf(taking, transfer.amount);
  const wanted = paying && assetOf(paying, transfer.amount);
  return {
    kind: 'transfer',
    origin,
    destination,
    sender: from,
    recipient: transfer.recipient,
    ...(sent && { sent }),
    ...(wanted && { wanted }),
    // The route that pays out does so in the transaction that delivers.
    ...(wanted && seenAt === 'destination' && { received: wanted }),
    details: { recipientRoute: to },
  };
}

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
  const { details, ...told } = tell(
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

/** Reads the event that comes with each departure: it stands alone where the message itself cannot be read. */
export function captureDispatchId({
  args: { messageId },
  deployment,
  here,
}: Input<{ messageId: Hex }>): Captured {
  return {
    step: 'dispatch',
    links: [messageLink(deployment.network, messageId)],
    about: { origin: here, details: { messageId } },
  };
}

/** Reads the entry into the tree whose root validators sign. The hook takes only what its mailbox is just dispatching. */
export function captureInsertion({
  args: { messageId, index },
  deployment,
  here,
}: Input<{ messageId: Hex; index: number }>): Captured {
  return {
    step: 'insertion',
    links: [messageLink(deployment.network, messageId)],
    about: { origin: here, details: { leafIndex: `${index}` } },
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

/** `OutboxDispatch` of the mailbox on Solana, which makes a message of it and logs the id. */
interface OutboxDispatch {
  variant: number;
  sender: Hex;
  destination: number;
  recipient: Hex;
  body: Hex;
}

/** Reads a departure on Solana. The nonce is nowhere in it; the mailbox has hashed it into the id. */
export function captureOutbox({
  args: { rest, instruction },
  deployment,
  here,
  chainNamed,
  deploymentOn,
}: Input<TextArgs<OutboxDispatch>>): Captured {
  const [, domain, id] = /^(\d+), ID (0x[0-9a-f]{64})$/.exec(rest) ?? [];
  if (id === undefined || instruction.variant !== 4) {
    throw new Error('a departure in other words than are known');
  }
  if (Number(domain) !== instruction.destination) {
    throw new Error('a departure that says otherwise than its instruction');
  }
  const { details, ...told } = tell(
    {
      ...instruction,
      origin: here,
      destination: chainNamed(String(domain)),
      seenAt: 'origin',
    },
    deploymentOn,
  );
  return {
    step: 'dispatch',
    // CAST: the pattern has just been checked.
    links: [messageLink(deployment.network, id as Hex)],
    about: { ...told, details: { ...details, messageId: id } },
  };
}

/** `InboxProcess` of the mailbox on Solana: the whole message, and what its security module was shown. */
interface InboxProcess {
  variant: number;
  metadata: Hex;
  message: Hex;
}

/** Reads an arrival on Solana. */
export function captureInbox({
  args: { rest, instruction },
  deployment,
  here,
  chainNamed,
  deploymentOn,
}: Input<TextArgs<InboxProcess>>): Captured {
  if (instruction.variant !== 1 || keccak(instruction.message) !== rest) {
    throw new Error('an arrival of another message than its instruction brings');
  }
  const message = decodeHyperlaneMessage(instruction.message);
  if (message.destination !== deployment.domain) {
    throw new Error(`a message to domain ${message.destination} taken on ${deployment.domain}`);
  }
  const { details, ...told } = tell(
    {
      ...message,
      origin: chainNamed(String(message.origin)),
      destination: here,
      seenAt: 'destination',
    },
    deploymentOn,
  );
  return {
    step: 'process',
    links: [messageLink(deployment.network, message.id)],
    about: {
      ...told,
      details: { ...details, messageId: message.id, nonce: `${message.nonce}` },
    },
  };
}
