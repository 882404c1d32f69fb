import type { ChainRef, Position } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';
import type { Captured, CaptureInput } from '../define.ts';
import type { OpstackDeployment } from './deployments.ts';
import { endOf } from './end.ts';
import { interopCoins, interopHash, interopTokens, interopTransferIn } from './interop-message.ts';
import { besideLink, INTEROP, interopLink } from './links.ts';
import { countOf, versionOf } from './message.ts';
import { tellTransfer } from './tell-message.ts';
import { assetOf, transferHash, type Transfer } from './transfer.ts';

type Input = Omit<CaptureInput<unknown, OpstackDeployment>, 'args'>;
type With<Args> = CaptureInput<Args, OpstackDeployment>;

interface SentMessage {
  destination: bigint;
  target: Hex;
  messageNonce: bigint;
  sender: Hex;
  message: Hex;
}

/** Reads `SentMessage` of the messenger between OP chains. One that is sent again has the same hash. */
export function captureInteropSent({ args, ...input }: With<SentMessage>): Captured {
  const { here } = endOf(input, ['interopMessenger']);
  const { at, deployment, chainNamed } = input;
  const { destination, messageNonce: nonce, sender, target } = args;
  if (versionOf(nonce) !== 0) throw new Error(`a message of version ${versionOf(nonce)}`);
  const sent = { ...args, nonce, source: BigInt(deployment.chainId) };
  const hash = interopHash(sent);
  const transfer = interopTransferIn(sent);
  const told = transfer ? tellTransfer(transfer) : { sender, recipient: target };
  return {
    step: 'send',
    links: [interopLink(hash), ...(transfer ? [transferLink(transfer, at, at.index)] : [])],
    about: {
      kind: 'interop',
      ...told,
      origin: here,
      destination: chainNamed(destination.toString()),
      ...(transfer && {
        sent: assetOf(transfer, 'leaving'),
        wanted: assetOf(transfer, 'arriving'),
      }),
      details: { messageHash: hash, messageNonce: countOf(nonce).toString() },
    },
  };
}

interface RelayedMessage {
  source: bigint;
  messageNonce: bigint;
  messageHash: Hex;
}

/** Reads `RelayedMessage` of the messenger between OP chains; a relay that fails is reverted, and leaves nothing. */
export function captureInteropRelayed({ args, ...input }: With<RelayedMessage>): Captured {
  const { here } = endOf(input, ['interopMessenger']);
  const { at, chainNamed } = input;
  const { source, messageNonce, messageHash } = args;
  return {
    step: 'relay',
    links: [interopLink(messageHash), relayLink(at, at.index)],
    about: {
      kind: 'interop',
      origin: chainNamed(source.toString()),
      destination: here,
      details: { messageHash, messageNonce: countOf(messageNonce).toString() },
    },
  };
}

/** Reads `MessageExpired`: its destination has shown that it was not relayed in time, and never will be. */
export function captureInteropExpired({
  args: { messageHash },
  ...input
}: With<{ messageHash: Hex }>): Captured {
  const { here } = endOf(input, ['interopMessenger']);
  return {
    step: 'expiry',
    links: [interopLink(messageHash)],
    about: {
      kind: 'interop',
      origin: here,
      // What the sender does about it is its own affair.
      owes: false,
      reason: 'it was not relayed in time, and can never be now',
      details: { messageHash },
    },
  };
}

interface Coins {
  from: Hex;
  to: Hex;
  amount: bigint;
}
type Tokens = Coins & { token: Hex };

/** Reads `SendETH`. */
export function captureEthSent({
  args,
  ...input
}: With<Coins & { destination: bigint }>): Captured {
  endOf(input, ['interopEthBridge']);
  return debitOf(interopCoins(args), input, args.destination);
}

/** Reads `SendERC20`. */
export function captureErc20Sent({
  args,
  ...input
}: With<Tokens & { destination: bigint }>): Captured {
  endOf(input, ['interopTokenBridge']);
  return debitOf(interopTokens(args), input, args.destination);
}

/** Reads `RelayETH`. */
export function captureEthRelayed({ args, ...input }: With<Coins & { source: bigint }>): Captured {
  endOf(input, ['interopEthBridge']);
  return creditOf(interopCoins(args), input, args.source);
}

/** Reads `RelayERC20`. */
export function captureErc20Relayed({
  args,
  ...input
}: With<Tokens & { source: bigint }>): Captured {
  endOf(input, ['interopTokenBridge']);
  return creditOf(interopTokens(args), input, args.source);
}

/** The bridges emit right after the message that they send. */
function debitOf(transfer: Transfer, { at, here, chainNamed }: Input, to: bigint): Captured {
  return {
    step: 'debit',
    links: [transferLink(transfer, at, at.index - 1)],
    about: {
      kind: 'interop',
      ...tellTransfer(transfer),
      ...ends(here, chainNamed(to.toString())),
      sent: assetOf(transfer, 'leaving'),
    },
  };
}

/** And right before the messenger says that it is relayed. */
function creditOf(transfer: Transfer, { at, here, chainNamed }: Input, from: bigint): Captured {
  return {
    step: 'credit',
    links: [relayLink(at, at.index + 1)],
    about: {
      kind: 'credit',
      ...tellTransfer(transfer),
      ...ends(chainNamed(from.toString()), here),
      received: assetOf(transfer, 'arriving'),
    },
  };
}

const transferLink = (transfer: Transfer, at: Position, index: number) =>
  besideLink('transfer', { way: INTEROP, at, index }, `:${transferHash(transfer)}`);

const relayLink = (at: Position, index: number) => besideLink('relay', { way: INTEROP, at, index });

const ends = (origin: ChainRef, destination: ChainRef) => ({ origin, destination });
