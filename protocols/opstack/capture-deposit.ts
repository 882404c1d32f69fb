import { parseAbiItem, toHex } from 'viem';
import { CLOCK_SKEW_SECONDS } from '../../core/leg.ts';
import { receiptView, receiptViews, type Lookup } from '../../core/lookup.ts';
import type { Hex } from '../../core/raw-log.ts';
import type { Captured, CaptureInput } from '../define.ts';
import { wholeLinks } from './capture-message.ts';
import { decodeDeposit, depositTransaction, sourceHash, type Deposit } from './deposit.ts';
import type { OpstackDeployment } from './deployments.ts';
import { endOf, predeploys, type End } from './end.ts';
import { besideLink, depositLink, directContent, receiptLinks } from './links.ts';
import { decodeRelay, messageHash, versionOf, type Message } from './message.ts';
import { bothCoins, coinsLeaving, tellSent, tellTransfer, type Carried } from './tell-message.ts';
import { assetOf, decodeDirectTransfer, type Transfer } from './transfer.ts';

interface TransactionDeposited {
  from: Hex;
  to: Hex;
  version: bigint;
  opaqueData: Hex;
}

/** Contracts have another address on the OP chain. Source: optimism `AddressAliasHelper.sol`. */
const ALIAS = 0x1111000000000000000000000000000000001111n;

const aliasOf = (address: Hex): Hex =>
  toHex(BigInt.asUintN(160, BigInt(address) + ALIAS), { size: 20 });

/**
 * Reads `TransactionDeposited`. A deposit of the messenger is a message; what others deposit leaves no event when it is there:
 * the receipt of its transaction is asked for.
 */
export function captureDeposited({
  args,
  ...input
}: CaptureInput<TransactionDeposited, OpstackDeployment>): Captured {
  const end = endOf(input, ['portal']);
  const deposit = decodeDeposit(args, end.mnt === undefined ? 'usual' : 'mantle');
  const source = sourceHash(input.at);
  const transaction = depositTransaction(deposit, source);
  const details = {
    l2Transaction: transaction,
    sourceHash: source,
    gasLimit: deposit.gasLimit.toString(),
  };
  const message = messageIn(deposit, end);
  if (message) {
    const { details: told, ...about } = tellSent(message, end);
    return {
      step: 'send',
      links: [...wholeLinks(end.outbound, message), depositLink(end.outbound, transaction)],
      about: {
        kind: 'deposit',
        ...about,
        details: { ...told, ...details, messageHash: messageHash(message) },
      },
    };
  }
  const direct = directIn(deposit, end);
  if (direct) return captureDirect(direct, { details, transaction, end, input });
  const { mint, value, ether } = deposit;
  const carried: Carried = ether ? { value: ether.mint, mnt: mint } : { value: mint };
  const sent = coinsLeaving(carried, end);
  return {
    step: 'send',
    links: receiptLinks(end.outbound, transaction),
    about: {
      kind: 'portal_deposit',
      origin: end.here,
      destination: end.there,
      sender: deposit.from,
      ...(deposit.to && { recipient: deposit.to }),
      ...(sent && { sent }),
      details: {
        ...details,
        ...(value !== mint && { value: value.toString() }),
        ...bothCoins(carried),
      },
    },
    lookups: lookupsFor(transaction, end, input.at.blockTime),
  };
}

/** Blast's bridge deposits by itself where it is paid in staked ether; what that is, it says right behind. */
function directIn({ from, data }: Deposit, { blastBridge }: End): Transfer | undefined {
  const isOwn = blastBridge !== undefined && from === aliasOf(blastBridge);
  return isOwn ? decodeDirectTransfer(data) : undefined;
}

function captureDirect(
  transfer: Transfer,
  {
    details,
    transaction,
    end,
    input: { at },
  }: {
    details: Record<string, string>;
    transaction: Hex;
    end: End;
    input: Pick<CaptureInput<unknown, OpstackDeployment>, 'at'>;
  },
): Captured {
  const told = tellTransfer(transfer);
  return {
    step: 'send',
    links: [
      ...receiptLinks(end.outbound, transaction),
      besideLink('transfer', { way: end.outbound, at, index: at.index }, directContent(transfer)),
    ],
    about: {
      kind: 'staked_deposit',
      origin: end.here,
      destination: end.there,
      ...told,
      wanted: assetOf(transfer, 'arriving'),
      details: { ...told.details, ...details },
    },
    lookups: lookupsFor(transaction, end, at.blockTime),
  };
}

/** Asks the OP chain for both ends that the transaction of a deposit may come to. */
function lookupsFor(
  transaction: Hex,
  { outbound, there: { chain } }: End,
  depositedAt: number,
): Lookup[] {
  if (chain === null) return [];
  const [succeeded, failed] = receiptLinks(outbound, transaction);
  const ends = [
    { link: succeeded, end: 'succeeded' },
    { link: failed, end: 'failed' },
  ] as const;
  return ends.map(({ link, end }) => ({
    chain,
    key: link.key,
    step: 'execution',
    view: receiptView(transaction, end),
    callee: receiptViews.to,
    marks: [],
    since: depositedAt - CLOCK_SKEW_SECONDS,
  }));
}

/** What receipts answer: see `receiptView`. */
export const receiptAnswers = {
  succeeded: parseAbiItem('function succeeded(bytes32 transaction, uint256 mark)'),
  failed: parseAbiItem('function failed(bytes32 transaction, uint256 mark)'),
} as const;

/** Reads what the receipt of a deposit's transaction has answered on its OP chain. */
export function captureReceipt(
  { args: { transaction }, ...input }: CaptureInput<{ transaction: Hex }, OpstackDeployment>,
  outcome: 'success' | 'failed',
): Captured {
  const { deployment, emitter, here, chainNamed, isAsked } = input;
  const { chainId, settlesOn } = deployment;
  if (!isAsked || emitter !== receiptViews.to || settlesOn === undefined) {
    throw new Error('not an answer of a receipt');
  }
  return {
    step: 'execution',
    outcome,
    links: receiptLinks(`${settlesOn}-${chainId}`, transaction),
    about: {
      kind: 'portal_deposit',
      origin: chainNamed(String(settlesOn)),
      destination: here,
      ...(outcome === 'failed' && {
        reason: 'its call failed, and what was deposited is with the sender there',
      }),
      details: { l2Transaction: transaction },
    },
  };
}

/** The message that a deposit of the messenger itself is. Anybody may deposit such a call: it counts for nothing there. */
function messageIn({ from, to, data }: Deposit, { messenger }: End): Message | undefined {
  if (from !== aliasOf(messenger) || to !== predeploys.messenger) return undefined;
  const message = decodeRelay(data);
  if (!message || versionOf(message.nonce) !== 1) {
    throw new Error('a deposit of the messenger that is no message of version 1');
  }
  return message;
}
