import type { Link } from '../../core/leg.ts';
import type { Call, Hex } from '../../core/raw-log.ts';
import type { Captured, CaptureInput } from '../define.ts';
import { blastDebit, directArrival } from './capture-blast.ts';
import { kindOf } from './capture-message.ts';
import type { OpstackDeployment } from './deployments.ts';
import { endOf, type End } from './end.ts';
import { besideLink, messageLink } from './links.ts';
import { decodeRelay, messageHash, type Message } from './message.ts';
import { tellTransfer } from './tell-message.ts';
import {
  assetOf,
  chainTransfer,
  etherTransfer,
  decodeTransfer,
  ETHER_ON_MANTLE,
  mntTransfer,
  tokenTransfer,
  transferHash,
  type ChainTokens,
  type Coins,
  type Direction,
  type LocalTokens,
  type Transfer,
} from './transfer.ts';
import { decodeFinalization } from './withdrawal.ts';

type Input = Omit<CaptureInput<unknown, OpstackDeployment>, 'args'>;
type Bridged<Args> = CaptureInput<Args, OpstackDeployment>;

/** The standard bridge, and that of Blast which emits the same. */
const BRIDGES = ['bridge', 'blastBridge'] as const;

/** Reads `ETHBridgeInitiated`. */
export function captureCoinsLeft({ args, ...input }: Bridged<Coins>): Captured | null {
  const end = endOf(input, BRIDGES);
  return debitOf(etherTransfer(args, leavingFrom(end)), end, input, 'new');
}

/** Reads `MNTBridgeInitiated` of Mantle. */
export function captureMntLeft({ args, ...input }: Bridged<Coins>): Captured | null {
  const end = endOf(input, ['bridge']);
  return debitOf(mntTransfer(args, leavingFrom(end)), end, input, 'new');
}

/** Reads `MNTDepositInitiated` of Mantle. */
export function captureMntDeposited({ args, ...input }: Bridged<Coins>): Captured | null {
  const end = endOf(input, ['bridge']);
  return debitOf(mntTransfer(args, leavingFrom(end)), end, input, 'old');
}

/** Reads `ERC20BridgeInitiated`. */
export function captureTokensLeft({ args, ...input }: Bridged<LocalTokens>): Captured | null {
  const way = { leaving: args.localToken, arriving: args.remoteToken };
  const end = endOf(input, BRIDGES);
  const transfer = tokenTransfer(args, way);
  const isBlast = end.role === 'blastBridge' && end.isOnL1;
  return isBlast ? blastDebit(transfer, end, input) : debitOf(transfer, end, input, 'new');
}

/** Reads `ERC721BridgeInitiated`. */
export function captureNftLeft({
  args: { tokenId, ...args },
  ...input
}: Bridged<Omit<LocalTokens, 'amount'> & { tokenId: bigint }>): Captured | null {
  const way = { leaving: args.localToken, arriving: args.remoteToken };
  const transfer = tokenTransfer({ ...args, amount: tokenId }, way, true);
  return debitOf(transfer, endOf(input, ['nftBridge']), input, 'after');
}

/** Reads `ETHDepositInitiated`, which has been emitted since before Bedrock. */
export function captureCoinsDeposited({ args, ...input }: Bridged<Coins>): Captured | null {
  const end = endOf(input, ['bridge']);
  return debitOf(etherTransfer(args, leavingFrom(end)), end, input, 'old');
}

/** Reads `ERC20DepositInitiated` and `WithdrawalInitiated`, which have been emitted since before Bedrock. */
export function captureLeft({ args, ...input }: Bridged<ChainTokens>): Captured | null {
  const end = endOf(input, ['bridge', 'otherBridge']);
  const transfer = chainTransfer(args, leavingFrom(end));
  return debitOf(transfer, end, input, end.role === 'bridge' ? 'old' : 'after');
}

/** Down from the chain that is settled on, up from the OP chain. */
const leavingFrom = ({ isOnL1, mnt }: End): Direction => ({ isDown: isOnL1, mnt });
const arrivingAt = ({ isOnL1, mnt }: End): Direction => ({ isDown: !isOnL1, mnt });

/**
 * A transfer as its bridge tells it where it leaves, and the message that it is tied to, by what comes when:
 * - `new`: the standard bridge since Bedrock. Its message comes after it, behind a log of the portal or the passer. Source:
 *   optimism `OptimismPortal2.sol`, `ETHLockbox.sol`.
 * - `old`: what the same bridge emits in the old form right before, since Bedrock; before Bedrock, right after its message.
 * - `after`: the other bridges. They emit after their message's two logs, or before Bedrock its only one.
 *
 * Null for a coin of Mantle's that is a token at this end: it passes on to the messenger and the portal, whose payments are
 * logged in between, and all that is told here is in the message.
 */
function debitOf(
  transfer: Transfer,
  end: End,
  { at }: Input,
  form: 'new' | 'old' | 'after',
): Captured | null {
  const coinAsToken = end.isOnL1 ? end.mnt : ETHER_ON_MANTLE;
  if (end.mnt !== undefined && transfer.leaving === coinAsToken) return null;
  const content = transferHash(transfer);
  const way = end.outbound;
  const message = (version: number, index: number) =>
    besideLink('transfer', { way, at, index }, `:v${version}:${content}`);
  const pair = (index: number) => besideLink('events', { way, at, index }, `:${content}`);
  const links: Record<typeof form, Link[]> = {
    new: [
      pair(at.index - 1),
      message(1, at.index + 2),
      // A portal may keep its ether in a lockbox, which says so before the portal speaks.
      ...(transfer.leaving === undefined ? [message(1, at.index + 3)] : []),
    ],
    old: [pair(at.index), message(0, at.index - 1)],
    after: [message(1, at.index - 2), message(0, at.index - 1)],
  };
  return {
    step: 'debit',
    links: links[form],
    about: {
      kind: kindOf(end, 'leaving'),
      origin: end.here,
      destination: end.there,
      ...tellTransfer(transfer),
      sent: assetOf(transfer, 'leaving'),
      wanted: assetOf(transfer, 'arriving'),
    },
  };
}

/** Reads `ETHBridgeFinalized`. */
export function captureCoinsArrived({ args, ...input }: Bridged<Coins>): Captured {
  const end = endOf(input, BRIDGES);
  const transfer = etherTransfer(args, arrivingAt(end));
  return directArrival(transfer, end, input) ?? creditByCall(transfer, end, input);
}

/** Reads `MNTBridgeFinalized` of Mantle. */
export function captureMntArrived({ args, ...input }: Bridged<Coins>): Captured {
  const end = endOf(input, ['bridge']);
  return creditByCall(mntTransfer(args, arrivingAt(end)), end, input);
}

/** Something may be logged between the payment and the message: the call of the transaction tells what it relays. */
function creditByCall(transfer: Transfer, end: End, input: Input): Captured {
  const captured = creditOf(transfer, end, input, 'new');
  const hash = relayedBy(transfer, end, input);
  return hash === undefined
    ? captured
    : { ...captured, links: [...captured.links, messageLink(end.inbound, hash)] };
}

/** Reads `ERC20BridgeFinalized`. */
export function captureTokensArrived({ args, ...input }: Bridged<LocalTokens>): Captured | null {
  const way = { leaving: args.remoteToken, arriving: args.localToken };
  const end = endOf(input, BRIDGES);
  // Blast's pays nothing yet: it requests that its yield manager does, which says so.
  if (end.role === 'blastBridge' && end.isOnL1) return null;
  return creditOf(tokenTransfer(args, way), end, input, 'new');
}

/** Reads `ERC721BridgeFinalized`. */
export function captureNftArrived({
  args: { tokenId, ...args },
  ...input
}: Bridged<Omit<LocalTokens, 'amount'> & { tokenId: bigint }>): Captured {
  const way = { leaving: args.remoteToken, arriving: args.localToken };
  const transfer = tokenTransfer({ ...args, amount: tokenId }, way, true);
  return creditOf(transfer, endOf(input, ['nftBridge']), input, 'new');
}

/** Reads `ETHWithdrawalFinalized`, which has been emitted since before Bedrock. */
export function captureCoinsWithdrawn({ args, ...input }: Bridged<Coins>): Captured {
  const end = endOf(input, ['bridge']);
  return creditOf(etherTransfer(args, arrivingAt(end)), end, input, 'old');
}

/** Reads `MNTWithdrawalFinalized` of Mantle. */
export function captureMntWithdrawn({ args, ...input }: Bridged<Coins>): Captured {
  const end = endOf(input, ['bridge']);
  return creditOf(mntTransfer(args, arrivingAt(end)), end, input, 'old');
}

/** Reads `DepositFinalized` and `ERC20WithdrawalFinalized`, which have been emitted since before Bedrock. */
export function captureArrived({ args, ...input }: Bridged<ChainTokens>): Captured {
  const end = endOf(input, ['bridge', 'otherBridge']);
  const transfer = chainTransfer(args, arrivingAt(end));
  return creditOf(transfer, end, input, 'old');
}

const RETURNED =
  'the bridge had no such pair of tokens, and sent them back by a withdrawal to their sender';

/**
 * Reads `DepositFailed`, which bridges on OP chains emitted before Bedrock. The messenger has relayed all the same; the tokens
 * go back by a withdrawal of the same transaction, an operation of its own. Source: optimism, contracts `L2StandardBridge.sol`
 * as of 2021 to 2023.
 */
export function captureReturned(input: Bridged<ChainTokens>): Captured {
  const captured = captureArrived(input);
  const { received: _, ...about } = captured.about;
  return {
    ...captured,
    outcome: 'failed',
    about: { ...about, promises: ['credit'], reason: RETURNED },
  };
}

/**
 * A transfer as its bridge tells it where it arrives. The messenger's log comes right after it; since Bedrock, that of the
 * old form comes before the new one. Behind coins comes whatever their recipient does with them.
 */
function creditOf(transfer: Transfer, end: End, { at }: Input, form: 'new' | 'old'): Captured {
  const pair = form === 'new' ? at.index - 1 : at.index;
  const way = end.inbound;
  return {
    step: 'credit',
    links: [
      besideLink('relay', { way, at, index: at.index + 1 }),
      besideLink('events', { way, at, index: pair }, `:${transferHash(transfer)}`),
    ],
    about: {
      // By itself it is no more than that.
      kind: 'credit',
      origin: end.there,
      destination: end.here,
      ...tellTransfer(transfer),
      received: assetOf(transfer, 'arriving'),
    },
  };
}

/**
 * The hash of the message that the transaction's call relays, if it is this transfer; undefined where another contract is
 * called, which may do several things in one. The portal and the messenger do one at a time.
 */
function relayedBy(transfer: Transfer, end: End, { call, emitter }: Input): Hex | undefined {
  const message = call && messageIn(call, end);
  if (message?.target !== emitter) return undefined;
  const own = decodeTransfer(message.message, arrivingAt(end));
  if (!own) return undefined;
  // What Blast pays up from it may be less than was sent, where its yield manager has lost some.
  const isLess = end.isOnL1 && end.blastBridge !== undefined && transfer.amount < own.amount;
  const asked = isLess ? { ...own, amount: transfer.amount } : own;
  return transferHash(asked) === transferHash(transfer) ? messageHash(message) : undefined;
}

/** Anybody may call them with anything: what is not shaped like a message is none. */
function messageIn({ to, input }: Call, { messenger, portal }: End): Message | undefined {
  try {
    if (to === messenger) return decodeRelay(input);
    const withdrawal = to === portal ? decodeFinalization(input) : undefined;
    // A stranger's own contract may be called with anything, and relay something else.
    return withdrawal?.target === messenger ? decodeRelay(withdrawal.data) : undefined;
  } catch {
    return undefined;
  }
}
