import { createHash } from 'node:crypto';

import { concatBytes, hexToBytes } from 'viem';
import type { Hex } from 'viem';

/** The eight bytes by which Anchor marks events (`event:Name`) and instructions (`global:name`). */
export function discriminator(name: string): Uint8Array {
  return createHash('sha256').update(name).digest().subarray(0, 8);
}

/** A number of so many bytes, as Borsh writes it: from the lowest byte up. */
export function unsigned(value: bigint | number, size: 4 | 8 | 16): Uint8Array {
  const written = Buffer.alloc(16);
  written.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)));
  written.writeBigUInt64LE(BigInt(value) >> 64n, 8);
  return written.subarray(0, size);
}

/** Bytes of any length, as Borsh writes them: behind their length. */
export function bytes(hex: Hex): Uint8Array {
  const content = hexToBytes(hex);
  return concatBytes([unsigned(content.length, 4), content]);
}
