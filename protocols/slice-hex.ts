import type { Hex } from '../core/raw-log.ts';

/** How many bytes a hex text stands for. */
export function bytesIn(hex: Hex): number {
  return (hex.length - 2) / 2;
}

/** Some bytes out of hex, counted from 0; fewer or none where the hex is shorter. */
export function sliceHex(hex: Hex, from: number, to?: number): Hex {
  return `0x${hex.slice(2 + from * 2, to === undefined ? undefined : 2 + to * 2)}`;
}
