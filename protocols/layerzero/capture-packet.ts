import { hexToBigInt } from 'viem';
import type { About, Link } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';
import { addressOn, bytes32Of } from '../bytes32.ts';
import type { Captured, CaptureInput } from '../define.ts';
import { reasonText } from '../reason-text.ts';
import type { LayerzeroDeployment } from './deployment.ts';
import { composeLink, guidLink, tokenLink } from './links.ts';
import { decodeOft, decodeStargate } from './message.ts';
import { decodePacket, guidOf, payloadHashOf, type Packet } from './packet.ts';
import { isReadChannel } from './read-channel.ts';

type Input = CaptureInput<unknown, LayerzeroDeployment>;

/** How the endpoint names a packet at its destination, where it is only known by its path. */
export interface Origin {
  srcEid: number;
  sender: Hex;
  nonce: bigint;
}

interface Inbound {
  origin: Origin;
  /** As its own chain writes it. */
  receiver: string;
}

/** Reads `PacketSent`. */
export function captureSent({ encodedPayload }: { encodedPayload: Hex }, input: Input): Captured {
  const { deployment, here, chainNamed } = input;
  const { network, eid } = deployment;
  const packet = decodePacket(encodedPayload);
  const { guid, srcEid, dstEid } = packet;
  if (srcEid !== eid) throw new Error(`a packet from endpoint ${srcEid} sent by endpoint ${eid}`);
  const sender = addressOn(here.chain, packet.sender);
  const links = [guidLink(network, guid), tokenLink({ network, eid, guid, contract: sender })];
  if (isReadChannel(dstEid)) {
    const details = { guid, nonce: packet.nonce.toString(), channel: dstEid.toString() };
    // What is verified is the answer: another message than the question.
    const about = { kind: 'read', sender, recipient: sender, details };
    return { step: 'send', links, about: { ...about, origin: here, destination: here } };
  }
  const destination = chainNamed(String(dstEid));
  return {
    step: 'send',
    links,
    about: {
      ...tellMessage(packet, sender, input),
      origin: here,
      destination,
      content: payloadHashOf(packet),
    },
  };
}

/**
 * Whom a message is from and to. One that looks like an OFT's names its recipient; its sender is left to the token
 * contract's own event, or to the events at its destination, which name the contract.
 */
function tellMessage(packet: Packet, sender: string, input: Input): About {
  const { here, chainNamed, deployment, deploymentOn } = input;
  const { guid, nonce, message } = packet;
  const destination = chainNamed(String(packet.dstEid)).chain;
  const receiver = addressOn(destination, packet.receiver);
  const details = { guid, nonce: nonce.toString() };
  const isStargate =
    sender === deployment.stargate?.tokenMessaging &&
    receiver === deploymentOn(destination)?.stargate?.tokenMessaging;
  const stargate = isStargate ? decodeStargate(message) : undefined;
  if (stargate?.type === 'bus') return { kind: 'bus', sender, recipient: receiver, details };
  const transfer = stargate ?? decodeOft(message, here.chain, destination);
  if (!transfer) return { sender, recipient: receiver, details };
  return {
    ...(stargate && { kind: 'transfer' }),
    recipient: addressOn(destination, transfer.to),
    details: {
      ...details,
      application: sender,
      receiver,
      amountShared: transfer.amountShared.toString(),
    },
  };
}

/** The contracts that compose for Stargate's packets; none for other applications. */
function assetsOf({ stargate }: LayerzeroDeployment, application: string): readonly Hex[] {
  return application === stargate?.tokenMessaging ? stargate.assets : [];
}

/** What every event at a packet's destination tells, and the guid of its path; for an answer, that of the question. */
function tellInbound(
  { origin: { srcEid, sender, nonce }, receiver }: Inbound,
  { deployment, here, chainNamed }: Input,
): { guid: Hex; link: Link; about: About } {
  const { network, eid } = deployment;
  const isAnswer = isReadChannel(srcEid);
  const [from, to] = isAnswer ? [eid, srcEid] : [srcEid, eid];
  const guid = guidOf({ nonce, srcEid: from, sender, dstEid: to, receiver: bytes32Of(receiver) });
  const origin = isAnswer ? here : chainNamed(String(srcEid));
  return {
    guid,
    link: guidLink(network, guid),
    about: {
      ...(isAnswer && { kind: 'read' }),
      origin,
      destination: here,
      sender: addressOn(origin.chain, sender),
      recipient: receiver,
      details: {
        guid,
        nonce: nonce.toString(),
        ...(isAnswer && { channel: srcEid.toString() }),
      },
    },
  };
}

/** Reads `PacketVerified`: as many verifiers as the receiver asks for have attested to this payload. */
export function captureVerified(args: Inbound & { payloadHash: Hex }, input: Input): Captured {
  const { link, about } = tellInbound(args, input);
  return { step: 'verification', links: [link], about: { ...about, content: args.payloadHash } };
}

/** Reads `PacketDelivered`. From here on those are known who may compose, and credit tokens, under this guid. */
export function captureDelivered(args: Inbound, input: Input): Captured {
  const { deployment } = input;
  const { network, eid } = deployment;
  const { guid, link, about } = tellInbound(args, input);
  const composers = [args.receiver, ...assetsOf(deployment, args.receiver)];
  return {
    step: 'delivery',
    links: [
      link,
      tokenLink({ network, eid, guid, contract: args.receiver }),
      ...composers.map((contract) => composeLink({ network, eid, guid, contract })),
    ],
    about,
  };
}

interface ReceiveAlert extends Inbound {
  executor: string;
  guid: Hex;
  /** In words. */
  reason: string;
}

/** Reads `LzReceiveAlert`, which anybody may make the endpoint emit: only LayerZero's executors are believed. */
export function captureReceiveAlert(args: ReceiveAlert, input: Input): Captured {
  assertExecutor(args.executor, input.deployment);
  const { guid, link, about } = tellInbound(args, input);
  if (args.guid !== guid) throw new Error('an alert whose guid is not that of its path');
  return {
    step: 'delivery',
    outcome: 'failed_retryable',
    links: [link],
    about: { ...about, reason: `the receiver refused it: ${args.reason}` },
  };
}

/** Throws for an alert of a contract that is not known to have tried. */
export function assertExecutor(executor: string, { executors }: LayerzeroDeployment): void {
  if (!executors.includes(executor)) throw new Error(`an alert by another than the executor`);
}

/** A call that runs out of gas gives nothing back. */
export const reasonOf = (reason: Hex): string =>
  reason === '0x' ? 'no reason given, as when the gas runs out' : reasonText(reason);

interface Marked extends Origin {
  receiver: string;
}

/** The same as events write it that name all of it in one row. */
export const inboundOf = ({ srcEid, sender, nonce, receiver }: Marked): Inbound => ({
  origin: { srcEid, sender, nonce },
  receiver,
});

/**
 * Reads `PacketNilified`: the receiver takes a verification back, until its verifiers give it again. One that comes before
 * any verification has a hash of zero; the verification is awaited then anyway.
 */
export function captureNilified(args: Marked & { payloadHash: Hex }, input: Input): Captured {
  const { link, about } = tellInbound(inboundOf(args), input);
  const isVerified = hexToBigInt(args.payloadHash) !== 0n;
  return {
    step: 'nilification',
    links: [link],
    about: { ...about, ...(isVerified && { promises: ['reverification'] }) },
  };
}

/** Why a packet is never delivered. */
export const discards = {
  skipped: 'the receiving application skipped its nonce before it was verified',
  burnt: 'the receiving application burnt it',
} as const;

/** Reads `PacketBurnt` and `InboundNonceSkipped`: the receiver has made sure that the packet is never delivered. */
export function captureDiscarded(args: Marked, reason: string, input: Input): Captured {
  const { link, about } = tellInbound(inboundOf(args), input);
  return { step: 'delivery', outcome: 'failed', links: [link], about: { ...about, reason } };
}
