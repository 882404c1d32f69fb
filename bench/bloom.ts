import type { Hex } from '../core/raw-log.ts';
import { keccak } from '../protocols/keccak.ts';

const BYTES = 256;

/** A block's bloom in hex, without `0x`: three bits for each address and topic of its logs. */
export function bloomOf(logs: readonly { emitter: string; topics: readonly string[] }[]): string {
  const bloom = Buffer.alloc(BYTES);
  for (const value of new Set(logs.flatMap(({ emitter, topics }) => [emitter, ...topics]))) {
    // CAST: the mock's own addresses and topics.
    const hash = keccak(value as Hex);
    for (let pair = 0; pair < 3; pair += 1) {
      const bit = Number(`0x${hash.slice(2 + pair * 4, 6 + pair * 4)}`) % (BYTES * 8);
      const byte = BYTES - 1 - (bit >> 3);
      bloom[byte] = (bloom[byte] ?? 0) | (1 << (bit & 7));
    }
  }
  return bloom.toString('hex');
}
