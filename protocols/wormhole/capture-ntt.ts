import type { Link } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';
import { addressOn } from '../bytes32.ts';
import type { Captured, CaptureInput } from '../define.ts';
import type { WormholeDeployment } from './deployments.ts';
import {
  nttDigestLink,
  nttDigestMessageLink,
  nttEffectLink,
  nttMessageLink,
  nttReceivedLink,
  nttSendLink,
  nttShownLink,
  requestLink,
  vaaLink,
} from './links.ts';
import { inboxOf } from './ntt-inbox.ts';
import { isOutOfQueue, nttSourceOf, type NttSource } from './ntt-source.ts';
import { UNKNOWN_ORIGIN } from './reachable.ts';
import { tellNtt } from './tell-ntt.ts';

type Input = CaptureInput<unknown, WormholeDeployment>;

const sendLinkOf = (id: bigint, { deployment, emitter }: Input) =>
  nttSendLink(deployment.network, deployment.wormholeId, emitter, id);

interface TransferSent {
  recipient: Hex;
  refundAddress: Hex;
  amount: bigint;
  fee: bigint;
  recipientChain: number;
  msgSequence: bigint;
}

/**
 * Reads `TransferSent` of a manager: it hands the transfer to its transceivers, at once or out of its queue. What kind it is
 * says the message, if one of them is Wormhole's, and whether its end is seen: here it is not.
 */
export function captureNttSent(args: TransferSent, input: Input): Captured {
  const { amount, fee, recipientChain, msgSequence: id } = args;
  const { deployment, here, chainNamed, emitter: manager, at } = input;
  const { chain, name } = chainNamed(String(recipientChain));
  return {
    step: 'release',
    links: [
      sendLinkOf(id, input),
      nttMessageLink(deployment.network, at, { manager, id }),
      nttDigestLink(deployment.network, at, manager, at.index + 1),
    ],
    about: {
      kind: 'ntt_release',
      origin: here,
      destination: { chain: null, name },
      recipient: addressOn(chain, args.recipient),
      sent: { amount: amount.toString() },
      details: {
        sourceManager: manager,
        managerSequence: id.toString(),
        toChain: String(recipientChain),
        fee: fee.toString(),
        refundTo: addressOn(chain, args.refundAddress),
      },
    },
  };
}

/** Reads `TransferSent` with the digest of what was sent, which stands right after the one with everything else. */
export function captureNttDigest({ digest }: { digest: Hex }, input: Input): Captured {
  const { deployment, here, emitter: manager, at } = input;
  return {
    step: 'release',
    links: [
      nttDigestLink(deployment.network, at, manager, at.index),
      nttDigestMessageLink(deployment.network, at, { manager, digest }),
    ],
    about: { kind: 'ntt_release', origin: here, details: { sourceManager: manager, digest } },
  };
}

/** Reads `OutboundTransferQueued`: the manager has the tokens, and no message is sent yet. */
export function captureNttQueued(args: { queueSequence: bigint }, input: Input): Captured {
  const { queueSequence: id } = args;
  return {
    step: 'publish',
    links: [sendLinkOf(id, input)],
    about: {
      kind: 'ntt_transfer',
      origin: input.here,
      promises: ['release'],
      details: { sourceManager: input.emitter, managerSequence: id.toString() },
    },
  };
}

interface RateLimited {
  sender: Hex;
  sequence: bigint;
  amount: bigint;
  currentCapacity: bigint;
}

/** Reads `OutboundTransferRateLimited`, which says whose transfer is queued beside it, and how much of it was too much. */
export function captureNttRateLimited(args: RateLimited, input: Input): Captured {
  const { sender, sequence: id, amount, currentCapacity } = args;
  return {
    step: 'publish',
    links: [sendLinkOf(id, input)],
    about: {
      kind: 'ntt_transfer',
      origin: input.here,
      sender,
      sent: { amount: amount.toString() },
      details: { capacityThen: currentCapacity.toString() },
    },
  };
}

interface Cancelled {
  sequence: bigint;
  recipient: Hex;
  amount: bigint;
}

/** Reads `OutboundTransferCancelled`: the sender has taken the tokens out of the queue again. */
export function captureNttCancelled(args: Cancelled, input: Input): Captured {
  const { sequence: id, recipient, amount } = args;
  return {
    step: 'refund',
    links: [sendLinkOf(id, input)],
    about: {
      kind: 'ntt_transfer',
      origin: input.here,
      sender: recipient,
      details: { refunded: amount.toString() },
    },
  };
}

const receivedOf = (digest: Hex, { deployment, here, emitter: manager }: Input) => ({
  network: deployment.network,
  inbox: inboxOf(here.chain, { wormholeId: deployment.wormholeId, manager, digest }),
});

interface AttestedTo {
  digest: Hex;
  transceiver: Hex;
  index: number;
}

/** Reads `MessageAttestedTo` of a manager: one of its transceivers has verified the message. */
export function captureNttAttested(args: AttestedTo, input: Input): Captured {
  const { digest, transceiver, index } = args;
  const { here, chainNamed, deploymentOn, emitter } = input;
  const received = receivedOf(digest, input);
  const shown = nttSourceOf(args, input);
  const origin = shown && chainNamed(String(shown.id.chain));
  const source = origin && deploymentOn(origin.chain);
  const told =
    source &&
    tellNtt(
      shown.transfer,
      { kind: 'ntt_transfer', origin, source, transceiver: shown.id.emitter },
      input,
    );
  return {
    step: 'attestation',
    links: [nttReceivedLink(received), ...sourceLinks(received, shown, input)],
    about: {
      ...told?.about,
      kind: shown?.isRequest ? 'ntt_delivery' : 'ntt_transfer',
      ...(origin && { origin }),
      destination: here,
      details: {
        ...told?.about.details,
        digest,
        manager: emitter,
        transceiver,
        transceiverIndex: String(index),
      },
    },
  };
}

/**
 * What an attestation is of. A manager that is known has only transceivers that have verified what they were shown, so that the
 * message itself is joined; of others a message is that names the manager.
 */
function sourceLinks(
  received: ReturnType<typeof receivedOf>,
  shown: NttSource | undefined,
  { deployment: { network, nttManagers }, emitter }: Input,
): Link[] {
  if (!shown) return [nttEffectLink(received)];
  const { id } = shown;
  if (shown.isRequest) return [requestLink(network, id.chain, id.sequence)];
  const isKnown = nttManagers.includes(emitter);
  return [nttShownLink(received, id), isKnown ? vaaLink(network, id) : nttEffectLink(received)];
}

/** Reads `InboundTransferQueued`: attested to, and over what the manager lets in at once. */
export function captureNttInbound(args: { digest: Hex }, input: Input): Captured {
  return {
    step: 'inbound_queue',
    links: [nttReceivedLink(receivedOf(args.digest, input))],
    about: {
      kind: 'ntt_transfer',
      origin: UNKNOWN_ORIGIN,
      destination: input.here,
      promises: ['queue_redemption'],
      details: { digest: args.digest, manager: input.emitter },
    },
  };
}

/** Reads `TransferRedeemed` of a manager: the recipient has the tokens, at once or out of the queue. */
export function captureNttRedeemed(args: { digest: Hex }, input: Input): Captured {
  return {
    step: isOutOfQueue(args.digest, input) ? 'queue_redemption' : 'redemption',
    links: [nttReceivedLink(receivedOf(args.digest, input))],
    about: {
      kind: 'ntt_transfer',
      origin: UNKNOWN_ORIGIN,
      destination: input.here,
      details: { digest: args.digest, manager: input.emitter },
    },
  };
}
