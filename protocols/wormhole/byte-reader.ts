import type { Hex } from '../../core/raw-log.ts';
import { bytesIn, sliceHex } from '../slice-hex.ts';

/** Takes one value after another off a message. */
export interface ByteReader {
  /** A number of so many bytes, the highest first. */
  number: (bytes: number) => number;
  bigint: (bytes: number) => bigint;
  bytes32: () => Hex;
  /** So many bytes; all that are left where it is not said. */
  bytes: (count?: number) => Hex;
}

/** Reads Wormhole's packed messages. @throws for more than the message has */
export function byteReader(message: Hex): ByteReader {
  let at = 0;
  const size = bytesIn(message);
  const bytes = (count = size - at): Hex => {
    const from = at;
    at += count;
    if (at > size) throw new Error(`a message of only ${size} bytes, where ${at} are needed`);
    return sliceHex(message, from, at);
  };
  return {
    number: (count) => Number(bytes(count)),
    bigint: (count) => BigInt(bytes(count)),
    bytes32: () => bytes(32),
    bytes,
  };
}
