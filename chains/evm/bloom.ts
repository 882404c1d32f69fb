import { keccak256 } from 'viem';
import type { Hex } from '../../core/raw-log.ts';

// A block's bloom filter has 2,048 bits. Each emitter and each topic of its logs sets three of them, so that a bit which
// is not set shows that something is not there; bits which are set show nothing for certain.

const BITS = 2_048;

/** The three bits of an emitter or a topic. */
export function bitsOf(item: Hex): number[] {
  const hash = keccak256(item);
  return [2, 6, 10].map((at) => Number.parseInt(hash.slice(at, at + 4), 16) % BITS);
}

/** False if something in the block would have set these bits, and is not there. */
export function mayHave(bloom: Hex, bits: readonly number[]): boolean {
  return bits.every((bit) => isSet(bloom, bit));
}

/** The bits that are set. */
export function setBits(bloom: Hex): number[] {
  return Array.from({ length: BITS }, (_, bit) => bit).filter((bit) => isSet(bloom, bit));
}

function isSet(bloom: Hex, bit: number): boolean {
  const digit = bloom.codePointAt(bloom.length - 1 - (bit >> 2)) ?? 0;
  // Digits come before lower-case letters.
  const value = digit < 0x3a ? digit - 0x30 : digit - 0x57;
  return ((value >> (bit & 3)) & 1) === 1;
}

export const isAllZero = (bloom: Hex): boolean => /^0x0*$/.test(bloom);
export const isAllOnes = (bloom: Hex): boolean => /^0xf*$/.test(bloom);
