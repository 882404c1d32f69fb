import type { Hex } from '../../core/raw-log.ts';
import type { Captured, CaptureInput } from '../define.ts';
import type { OpstackDeployment } from './deployments.ts';
import { endOf, type End } from './end.ts';
import { besideLink, contentLink, messageLink, withdrawalLink } from './links.ts';
import {
  contentHash,
  legacyMessageHash,
  messageHash,
  versionOf,
  type Message,
  type SentContent,
} from './message.ts';
import { bothCoins, coinsLeaving, tellSent, transferIn, type Carried } from './tell-message.ts';
import { migratedCoins, transferHash, type Transfer } from './transfer.ts';
import { migratedWithdrawal, withdrawalHash } from './withdrawal.ts';

type Input = Omit<CaptureInput<unknown, OpstackDeployment>, 'args'>;

interface SentMessage {
  target: Hex;
  sender: Hex;
  message: Hex;
  messageNonce: bigint;
  gasLimit: bigint;
}

/** How a message that passes between the OP chain and the other one is called, by its direction. */
export const kindOf = (end: End, seen: 'leaving' | 'arriving') =>
  end.isOnL1 === (seen === 'leaving') ? 'deposit' : withdrawalKind(end);

/** Up from Blast, what its bridge sends may have to be claimed in the end, and its yield manager says what it paid. */
export const withdrawalKind = ({ blastBridge }: Pick<End, 'blastBridge'>) =>
  blastBridge === undefined ? 'withdrawal' : 'blast_withdrawal';
export const portalKind = ({ blastBridge }: Pick<End, 'blastBridge'>) =>
  blastBridge === undefined ? 'portal_withdrawal' : 'blast_portal_withdrawal';

/** Up from the OP chain: what its user has to do on the other one. */
export const WITHDRAWAL_PROMISES = ['prove', 'finalize'];

/** Reads `SentMessage`, which tells all of a message but its value. */
export function captureSent({
  args,
  ...input
}: CaptureInput<SentMessage, OpstackDeployment>): Captured {
  const { target, sender, message, messageNonce: nonce, gasLimit: minGasLimit } = args;
  const end = endOf(input, ['messenger']);
  const sent = { nonce, sender, target, minGasLimit, message };
  const version = versionOf(nonce);
  if (version === 0) return captureLegacy(sent, end, input);
  if (version !== 1) throw new Error(`a message of version ${version}`);
  const kind = kindOf(end, 'leaving');
  const { at } = input;
  return {
    step: 'send',
    links: [
      contentLink(end.outbound, contentHash(sent)),
      besideLink('value', { way: end.outbound, at, index: at.index }),
      ...transferLinks(sent, end, input),
    ],
    about: {
      kind,
      ...tellSent(sent, end),
      ...(kind !== 'deposit' && { promises: WITHDRAWAL_PROMISES }),
    },
  };
}

/** The events of a transfer's bridge come right before its message or right after. */
function transferLinks(sent: SentContent, end: End, { at }: Input) {
  const { outbound: way } = end;
  const transfer = transferIn(sent, end);
  if (!transfer) return [];
  const version = versionOf(sent.nonce);
  const content = `:v${version}:${transferHash(asBridged(transfer, sent.sender, end))}`;
  return [besideLink('transfer', { way, at, index: at.index }, content)];
}

/** Blast's bridge may be paid in another token than its message is of, which it changes into that one. */
export function asBridged(transfer: Transfer, bridge: Hex, { isOnL1, blastBridge }: End): Transfer {
  if (!isOnL1 || bridge !== blastBridge) return transfer;
  const { leaving: _, ...rest } = transfer;
  return rest;
}

/**
 * Before Bedrock a message had no value, but for what its bridge kept in it. One that was on its way up then was made a
 * withdrawal of the new kind by Bedrock itself.
 */
function captureLegacy(sent: SentContent, end: End, input: Input): Captured {
  const { outbound, bridges, there, isOnL1, mnt } = end;
  const links = [
    messageLink(outbound, legacyMessageHash(sent)),
    ...transferLinks(sent, end, input),
  ];
  const about = tellSent(sent, end);
  const kind = kindOf(end, 'leaving');
  const messenger = messengerFor(input, there.chain);
  if (!isOnL1 && messenger) {
    const content = bridges.includes(sent.sender) ? sent.message : '0x';
    const message = { ...sent, ...migratedCoins(content, mnt !== undefined), minGasLimit: 0n };
    links.push(
      messageLink(outbound, messageHash(message)),
      withdrawalLink(outbound, withdrawalHash(migratedWithdrawal(message, messenger))),
    );
  }
  return { step: 'send', links, about: { kind, ...about } };
}

/** The messenger of this OP chain where it settles; undefined if that is not known. */
function messengerFor(
  { deployment, deploymentOn }: Input,
  settlement: Parameters<Input['deploymentOn']>[0],
): Hex | undefined {
  return deploymentOn(settlement)?.rollups?.[deployment.chainId]?.messenger;
}

/** Reads `SentMessageExtension1`, which follows each `SentMessage` since Bedrock. */
export function captureSentValue({
  args: { value },
  ...input
}: CaptureInput<{ value: bigint }, OpstackDeployment>): Captured {
  return valueOf({ value }, input);
}

/** Reads `SentMessageExtension1` of Mantle. */
export function captureSentValues({
  args: { mntValue: mnt, ethValue: value },
  ...input
}: CaptureInput<{ mntValue: bigint; ethValue: bigint }, OpstackDeployment>): Captured {
  return valueOf({ value, mnt }, input);
}

function valueOf(carried: Carried, input: Input): Captured {
  const end = endOf(input, ['messenger']);
  const { at, here } = input;
  const sent = coinsLeaving(carried, end);
  return {
    step: 'send',
    links: [besideLink('value', { way: end.outbound, at, index: at.index - 1 })],
    about: {
      kind: kindOf(end, 'leaving'),
      origin: here,
      destination: end.there,
      ...(sent && { sent }),
      details: bothCoins(carried),
    },
  };
}

/** The links of a whole message, on its way out of `way`. */
export function wholeLinks(way: string, message: Message) {
  return [messageLink(way, messageHash(message)), contentLink(way, contentHash(message))];
}

interface Relayed {
  msgHash: Hex;
}

/**
 * Reads `RelayedMessage`. What a bridge paid out stands right before it: a messenger relays one message at a time, and
 * whatever re-enters it fails.
 */
export function captureRelayed({
  args,
  ...input
}: CaptureInput<Relayed, OpstackDeployment>): Captured {
  const { at } = input;
  const { inbound: way } = endOf(input, ['messenger']);
  const captured = relayOf(args, input);
  const paid = besideLink('relay', { way, at, index: at.index });
  return { ...captured, links: [...captured.links, paid] };
}

/** Reads `FailedRelayedMessage`: the message is kept, and anybody may relay it again. */
export function captureFailedRelay({
  args,
  ...input
}: CaptureInput<Relayed, OpstackDeployment>): Captured {
  const captured = relayOf(args, input);
  const reason = 'the call of its target failed, or there was not enough gas for it';
  return { ...captured, outcome: 'failed_retryable', about: { ...captured.about, reason } };
}

function relayOf({ msgHash }: Relayed, input: Input): Captured {
  const end = endOf(input, ['messenger']);
  return {
    step: 'relay',
    links: [messageLink(end.inbound, msgHash)],
    about: {
      kind: kindOf(end, 'arriving'),
      origin: end.there,
      destination: end.here,
      details: { messageHash: msgHash },
    },
  };
}
