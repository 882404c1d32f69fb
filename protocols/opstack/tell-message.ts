import type { About, Asset } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';
import type { End } from './end.ts';
import { countOf, type SentContent } from './message.ts';
import { assetOf, decodeTransfer, type Transfer } from './transfer.ts';

/** The transfer that a message is; undefined for one that no bridge at its origin has sent. */
export function transferIn(
  { sender, message }: Pick<SentContent, 'sender' | 'message'>,
  bridges: readonly Hex[],
): Transfer | undefined {
  return bridges.includes(sender) ? decodeTransfer(message) : undefined;
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
  sent: SentContent & { value?: bigint | undefined },
  { bridges, here, there }: Pick<End, 'bridges' | 'here' | 'there'>,
): About {
  const { sender, target, nonce, minGasLimit, value = 0n } = sent;
  const transfer = transferIn(sent, bridges);
  const parties = transfer ? tellTransfer(transfer) : { sender, recipient: target };
  const asset = transfer ? assetOf(transfer, 'leaving') : coins(value);
  return {
    ...parties,
    origin: here,
    destination: there,
    ...(asset && { sent: asset }),
    ...(transfer && { wanted: assetOf(transfer, 'arriving') }),
    details: {
      ...('details' in parties && parties.details),
      ...(transfer && { bridge: sender }),
      messageNonce: countOf(nonce).toString(),
      minGasLimit: minGasLimit.toString(),
    },
  };
}

/** The chain's own coin; undefined for none. */
export function coins(value: bigint): Asset | undefined {
  return value > 0n ? { amount: value.toString() } : undefined;
}
