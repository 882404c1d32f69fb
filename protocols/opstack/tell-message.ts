import type { About, Asset } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';
import type { End } from './end.ts';
import { countOf, type SentContent } from './message.ts';
import { assetOf, decodeTransfer, ETHER_ON_MANTLE, type Transfer } from './transfer.ts';

/** The transfer that a message is; undefined for one that no bridge at its origin has sent. */
export function transferIn(
  { sender, message }: Pick<SentContent, 'sender' | 'message'>,
  { bridges, isOnL1: isDown, mnt }: Pick<End, 'bridges' | 'isOnL1' | 'mnt'>,
): Transfer | undefined {
  return bridges.includes(sender) ? decodeTransfer(message, { isDown, mnt }) : undefined;
}

/** What a transfer tells, wherever it is told. */
export function tellTransfer(transfer: Transfer): Pick<About, 'sender' | 'recipient' | 'details'> {
  const { from, to, amount, isNft, extraData } = transfer;
  return {
    sender: from,
    recipient: to,
    details: {
      ...(isNft && { tokenId: amount.toString() }),
      ...(extraData !== '0x' && extraData.length <= EXTRA_CHARS && { extraData }),
    },
  };
}

/** Longer data says little to a reader. */
const EXTRA_CHARS = 2 + 2 * 256;

/**
 * What a message says where it leaves: of a transfer, whose it is and what it moves.
 *
 * @param value undefined where it is not told
 */
export function tellSent(
  sent: SentContent & Partial<Carried>,
  end: Pick<End, 'bridges' | 'here' | 'there' | 'isOnL1' | 'mnt'>,
): About {
  const { sender, target, nonce, minGasLimit, value = 0n, mnt } = sent;
  const transfer = transferIn(sent, end);
  const parties = transfer ? tellTransfer(transfer) : { sender, recipient: target };
  const asset = transfer ? assetOf(transfer, 'leaving') : coinsLeaving({ value, mnt }, end);
  return {
    ...parties,
    origin: end.here,
    destination: end.there,
    ...(asset && { sent: asset }),
    ...(transfer && { wanted: assetOf(transfer, 'arriving') }),
    details: {
      ...('details' in parties && parties.details),
      ...bothCoins({ value, mnt }),
      ...(transfer && { bridge: sender }),
      messageNonce: countOf(nonce).toString(),
      minGasLimit: minGasLimit.toString(),
    },
  };
}

/** Coins that go along: ether, or what the chain has instead, and with Mantle its own beside it. */
export interface Carried {
  value: bigint;
  mnt?: bigint | undefined;
}

/** What goes along, as it is called where it leaves; undefined for nothing. Of two coins, the ether. */
export function coinsLeaving(
  { value, mnt = 0n }: Carried,
  end: Pick<End, 'isOnL1' | 'mnt'>,
): Asset | undefined {
  const isMnt = value === 0n && mnt > 0n;
  const amount = isMnt ? mnt : value;
  if (amount === 0n) return undefined;
  const token = end.mnt !== undefined && tokenOf(isMnt, end.isOnL1, end.mnt);
  return { ...(token && { token }), amount: amount.toString() };
}

/** Each of the two is a coin at one end, and a token at the other. */
function tokenOf(isMnt: boolean, isOnL1: boolean, mnt: Hex): Hex | undefined {
  if (isMnt) return isOnL1 ? mnt : undefined;
  return isOnL1 ? undefined : ETHER_ON_MANTLE;
}

/** What `sent` has no room for. */
export function bothCoins({ value, mnt = 0n }: Carried): { mnt?: string } {
  return value > 0n && mnt > 0n ? { mnt: mnt.toString() } : {};
}
