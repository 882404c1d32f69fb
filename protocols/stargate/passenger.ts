import { hexToBigInt, hexToNumber } from 'viem';
import type { ChainId } from '../../core/chain.ts';
import type { Hex } from '../../core/raw-log.ts';
import { addressOn } from '../bytes32.ts';
import { familyOf } from '../family-of.ts';
import { bytesIn, sliceHex } from '../slice-hex.ts';

/** Who rides a bus, and with what. */
export interface Passenger {
  assetId: number;
  /** 32 bytes. */
  receiver: Hex;
  amountShared: bigint;
  /** Coins for gas are to be dropped at the destination as well. */
  hasDrop: boolean;
}

const PASSENGER_BYTES = 43;

/**
 * Reads a passenger: asset u16, receiver 32 bytes, amount u64, whether coins are dropped u8. Throws for another length. Source:
 * stargate-v2 `BusCodec.sol`.
 */
export function decodePassenger(passenger: Hex): Passenger {
  const size = bytesIn(passenger);
  if (size !== PASSENGER_BYTES) throw new Error(`a passenger of ${size} bytes`);
  return {
    assetId: hexToNumber(sliceHex(passenger, 0, 2)),
    receiver: sliceHex(passenger, 2, 34),
    amountShared: hexToBigInt(sliceHex(passenger, 34, 42)),
    hasDrop: hexToNumber(sliceHex(passenger, 42, 43)) === 1,
  };
}

/** Whom a contract there pays: on EVM chains it takes the last 20 bytes, whatever is before them. Source: `AddressCast.sol`. */
export function recipientOn(chain: ChainId | null, receiver: Hex): string {
  const isEvm = chain !== null && familyOf(chain) === 'evm';
  return isEvm ? sliceHex(receiver, 12) : addressOn(chain, receiver);
}
