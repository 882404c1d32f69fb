import type { Hex } from '../../core/raw-log.ts';
import type { Captured, CaptureInput } from '../define.ts';
import { asBridged } from './capture-message.ts';
import type { OpstackDeployment } from './deployments.ts';
import { endOf, type End } from './end.ts';
import { besideLink, directContent, receiptLinks, requestLink } from './links.ts';
import { tellTransfer } from './tell-message.ts';
import {
  assetOf,
  decodeDirectTransfer,
  NO_TOKEN,
  transferHash,
  type Transfer,
} from './transfer.ts';

type Input = Omit<CaptureInput<unknown, OpstackDeployment>, 'args'>;
type BlastInput<Args> = CaptureInput<Args, OpstackDeployment>;

interface Requested {
  requestId: bigint;
  recipient: Hex;
  amount: bigint;
}

/**
 * Reads `WithdrawalRequested` of Blast's yield managers: the message is relayed, and its recipient is to claim the dollars. The
 * messenger's log comes right after it. Ether is requested for the portal, which names the request in its own proof. Source:
 * blast-io/blast `WithdrawalQueue.sol`, `L1BlastBridge.sol`.
 */
export function captureRequested({ args, ...input }: BlastInput<Requested>): Captured | null {
  const { requestId, recipient } = args;
  const { role, inbound: way, here, there } = endOf(input, ['etherManager', 'usdManager']);
  if (role === 'etherManager') return null;
  const { at } = input;
  return {
    step: 'credit',
    links: [
      requestLink(way, 'usdManager', requestId),
      besideLink('relay', { way, at, index: at.index + 1 }),
    ],
    about: {
      kind: 'blast_withdrawal',
      origin: there,
      destination: here,
      recipient,
      promises: ['claim'],
      details: { requestId: requestId.toString() },
    },
  };
}

interface Claimed {
  requestId: bigint;
  recipient: Hex;
  amountOfETH: bigint;
}

/**
 * Reads `WithdrawalClaimed` of Blast's yield managers: what was paid, which is less than was withdrawn where its manager has
 * lost some. The portal claims the ether of a withdrawal that it finalizes, and passes it on.
 */
export function captureClaimed({ args, ...input }: BlastInput<Claimed>): Captured {
  const { requestId, recipient, amountOfETH } = args;
  const end = endOf(input, ['etherManager', 'usdManager']);
  const { role, inbound: way, here, there, usd } = end;
  const isEther = role === 'etherManager';
  return {
    step: isEther ? 'credit' : 'claim',
    links: [requestLink(way, isEther ? 'etherManager' : 'usdManager', requestId)],
    about: {
      kind: isEther ? 'credit' : 'blast_withdrawal',
      origin: there,
      destination: here,
      ...(isEther ? {} : { recipient, promises: ['claim'] }),
      received: { ...(!isEther && usd && { token: usd }), amount: amountOfETH.toString() },
      details: { requestId: requestId.toString() },
    },
  };
}

/**
 * Blast's bridge speaks behind the messenger, or, where it is paid in staked ether, right behind the portal. It tells the token
 * that it was paid, and how much its message is of.
 */
export function blastDebit(transfer: Transfer, end: End, { at, emitter }: Input): Captured {
  // CAST: an address of this chain's.
  const bridged = transferHash(asBridged(transfer, emitter as Hex, end));
  const isDirect = transfer.arriving === NO_TOKEN;
  const way = end.outbound;
  const { details } = tellTransfer(transfer);
  return {
    step: 'debit',
    links: [
      isDirect
        ? besideLink('transfer', { way, at, index: at.index - 1 }, directContent(transfer))
        : besideLink('transfer', { way, at, index: at.index - 2 }, `:v1:${bridged}`),
    ],
    about: {
      kind: isDirect ? 'staked_deposit' : 'deposit',
      origin: end.here,
      destination: end.there,
      ...tellTransfer(transfer),
      ...(isDirect && { sent: assetOf(transfer, 'leaving') }),
      details: { ...details, ...(transfer.leaving && { paidIn: transfer.leaving }) },
    },
  };
}

/** What Blast's bridge was asked for without the messenger: the transaction is the deposit itself. */
export function directArrival(transfer: Transfer, end: End, input: Input): Captured | undefined {
  const { call, emitter, at } = input;
  if (end.isOnL1 || end.role !== 'blastBridge' || call?.to !== emitter) return undefined;
  const asked = directIn(call.input);
  if (!asked || transferHash(asked) !== transferHash(transfer)) return undefined;
  return {
    step: 'execution',
    // CAST: transactions of EVM chains have such hashes.
    links: receiptLinks(end.inbound, at.transaction as Hex),
    about: {
      kind: 'staked_deposit',
      origin: end.there,
      destination: end.here,
      ...tellTransfer(transfer),
      received: assetOf(transfer, 'arriving'),
    },
  };
}

/** Anybody may call anything: what is not shaped like it asks for nothing. */
function directIn(data: Hex): Transfer | undefined {
  try {
    return decodeDirectTransfer(data);
  } catch {
    return undefined;
  }
}
