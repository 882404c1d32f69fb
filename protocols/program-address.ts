import { base58 } from '@scure/base';
import { bytesToHex, concat, hexToBytes, numberToHex, sha256, stringToHex } from 'viem';
import type { Hex } from '../core/raw-log.ts';

/** The field and the curve of Ed25519 (RFC 8032). */
const P = 2n ** 255n - 19n;
const D = 37095705934669439343138083508754565189542113879843219016388785533085940283555n;

/**
 * The account that a program on Solana derives from seeds: the first hash, counting down from 255, that is no public key, so
 * that nobody but the program can sign for it. Source: Solana's `Pubkey::find_program_address`.
 */
export function programAddress(seeds: readonly Hex[], program: string): string {
  const tail = [bytesToHex(base58.decode(program)), stringToHex('ProgramDerivedAddress')];
  for (let bump = 255; bump >= 0; bump -= 1) {
    const hash = sha256(concat([...seeds, numberToHex(bump, { size: 1 }), ...tail]));
    if (!isOnCurve(hash)) return base58.encode(hexToBytes(hash));
  }
  throw new Error('seeds from which no account derives');
}

/** Whether 32 bytes are a point of Ed25519: whether there is an x for the y that they give. */
function isOnCurve(bytes: Hex): boolean {
  const littleEndian = BigInt(bytesToHex(hexToBytes(bytes).toReversed()));
  const y = (littleEndian & (2n ** 255n - 1n)) % P;
  const square = (y * y) % P;
  const [u, v] = [square - 1n + P, (D * square + 1n) % P];
  // By Euler: squares give 1 or 0, and u / v is one where u * v is.
  return power((u * v) % P, (P - 1n) / 2n) <= 1n;
}

function power(base: bigint, exponent: bigint): bigint {
  let [result, factor] = [1n, base];
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * factor) % P;
    factor = (factor * factor) % P;
  }
  return result;
}
