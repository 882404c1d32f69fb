import { base58 } from '@scure/base';
import { bytesToHex, hexToBytes } from 'viem';
import type { ChainId } from '../core/chain.ts';
import type { Hex } from '../core/raw-log.ts';
import { familyOf } from './family-of.ts';
import { sliceHex } from './slice-hex.ts';

const BYTES32_CHARS = 2 + 64;

/** The zeros that fill the 20 bytes of an EVM address up to 32. */
const EVM_PREFIX = `0x${'00'.repeat(12)}`;

/**
 * An address out of the 32 bytes that messages between chains give it, as its own chain writes it: base58 on Solana, the
 * last 20 bytes on EVM chains. Of a chain that is not known here, whatever fits.
 */
export function addressOn(chain: ChainId | null, bytes32: Hex): string {
  const family = chain && familyOf(chain);
  if (family === 'svm') return base58.encode(hexToBytes(bytes32));
  return bytes32.startsWith(EVM_PREFIX) ? sliceHex(bytes32, 12) : bytes32;
}

/** The 32 bytes of an EVM address, or of an address on Solana. */
export function bytes32Of(address: string): Hex {
  // Of the two kinds of addresses, only EVM chains' begin so: base58 has no zero.
  if (!address.startsWith('0x')) return bytesToHex(base58.decode(address));
  if (address.length > BYTES32_CHARS) throw new Error(`${address} has more than 32 bytes`);
  return `0x${address.slice(2).padStart(64, '0')}`;
}
