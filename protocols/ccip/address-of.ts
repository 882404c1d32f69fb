import type { ChainId } from '../../core/chain.ts';
import type { Hex } from '../../core/raw-log.ts';
import { addressOn } from '../bytes32.ts';
import { bytesIn } from '../slice-hex.ts';

/**
 * An address out of the bytes that CCIP's messages give it, as its own chain writes it. Most have 32 bytes; version 2 gives
 * those of the destination as many as they have there, and other chains than EVM's and Solana's are left in hex.
 */
export function addressOf(chain: ChainId | null, bytes: Hex): string {
  return bytesIn(bytes) === 32 ? addressOn(chain, bytes) : bytes;
}
