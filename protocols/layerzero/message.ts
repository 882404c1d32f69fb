import { hexToBigInt, hexToNumber } from 'viem';
import type { ChainId } from '../../core/chain.ts';
import type { Hex } from '../../core/raw-log.ts';
import { familyOf } from '../family-of.ts';
import { bytesIn, sliceHex } from '../slice-hex.ts';

/** What a message says of a transfer; the amount is in the decimals that the token has in common on all chains. */
export interface Transfer {
  to: Hex;
  amountShared: bigint;
  isComposed: boolean;
}

/**
 * Reads a message as OFTs write it: recipient 32 bytes, amount u64, and then, if it composes, who composes in 32 bytes and
 * what. Nothing in a packet says that its sender is an OFT, so that whatever does not fit exactly is none: undefined.
 * Solidity's own encoding never fits: the high bytes of its second word stand where the amount is. Source: devtools
 * `OFTMsgCodec.sol`.
 */
export function decodeOft(
  message: Hex,
  from: ChainId | null,
  to: ChainId | null,
): Transfer | undefined {
  const size = bytesIn(message);
  if (size !== 40 && size < 72) return undefined;
  const recipient = sliceHex(message, 0, 32);
  const amountShared = hexToBigInt(sliceHex(message, 32, 40));
  const isComposed = size > 40;
  if (amountShared === 0n || !isAddressOn(to, recipient)) return undefined;
  if (isComposed && !isAddressOn(from, sliceHex(message, 40, 72))) return undefined;
  return { to: recipient, amountShared, isComposed };
}

/** An address fills 32 bytes on chains that have such, and 20 of them on EVM chains; zero is none. */
function isAddressOn(chain: ChainId | null, bytes32: Hex): boolean {
  const isEvm = chain !== null && familyOf(chain) === 'evm';
  const high = hexToBigInt(sliceHex(bytes32, 0, 12));
  return hexToBigInt(bytes32) !== 0n && (!isEvm || high === 0n);
}

/** What Stargate's messages say: one user's transfer, or those of a bus full of them. */
export type StargateMessage = ({ type: 'taxi' } & Transfer) | { type: 'bus' };

/**
 * Reads a message between two `TokenMessaging` contracts. A taxi: type u8 (1), asset u16, recipient 32 bytes, amount u64,
 * what it composes. A bus has the type 2. Undefined for another type: its packet goes its way all the same. Source:
 * stargate-v2 `TaxiCodec.sol`, `BusCodec.sol`.
 */
export function decodeStargate(message: Hex): StargateMessage | undefined {
  const type = bytesIn(message) === 0 ? 0 : hexToNumber(sliceHex(message, 0, 1));
  if (type === 2) return { type: 'bus' };
  if (type !== 1 || bytesIn(message) < 43) return undefined;
  return {
    type: 'taxi',
    to: sliceHex(message, 3, 35),
    amountShared: hexToBigInt(sliceHex(message, 35, 43)),
    isComposed: bytesIn(message) > 43,
  };
}
