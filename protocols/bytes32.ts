import { base58 } from '@scure/base';
import { bytesToHex, hexToBytes, padHex } from 'viem';
import type { ChainId } from '../core/chain.ts';
import type { Hex } from '../core/raw-log.ts';
import { familyOf } from './family-of.ts';
import { sliceHex } from './slice-hex.ts';

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
  // CAST: of the two kinds of addresses, only EVM chains' begin so: base58 has no zero.
  return address.startsWith('0x')
    ? padHex(address as Hex, { size: 32 })
    : bytesToHex(base58.decode(address));
}
