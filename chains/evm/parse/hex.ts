import type { Hex } from '../../../core/raw-log.ts';
import { isBlockTime } from '../../block-time.ts';
import { Malformed } from './malformed.ts';

const lowerCase = /^0x[0-9a-f]*$/;
const anyCase = /^0x[0-9a-fA-F]*$/;
const quantity = /^0x[0-9a-fA-F]+$/;

/** Hex of any number of bytes, in lower case. */
export function parseHex(value: unknown, path: string): Hex {
  if (typeof value !== 'string') throw new Malformed(path, 'must be hex');
  // Nearly all nodes answer in lower case.
  const isLower = lowerCase.test(value);
  if (!isLower && !anyCase.test(value)) throw new Malformed(path, 'must be hex');
  if (value.length % 2 !== 0) throw new Malformed(path, 'must be whole bytes');
  // CAST: the patterns have just been checked.
  return (isLower ? value : value.toLowerCase()) as Hex;
}

/** Hex of so many bytes, in lower case. */
export function parseBytes(value: unknown, bytes: number, path: string): Hex {
  const hex = parseHex(value, path);
  if (hex.length !== 2 + 2 * bytes) throw new Malformed(path, `must be ${bytes} bytes`);
  return hex;
}

/** A number of any size. */
export function parseQuantity(value: unknown, path: string): bigint {
  if (typeof value === 'string' && quantity.test(value)) return BigInt(value);
  throw new Malformed(path, 'must be a number');
}

/** A number that JavaScript keeps exactly: an index, a height. */
export function parseCount(value: unknown, path: string): number {
  if (typeof value === 'string' && quantity.test(value)) {
    const count = Number.parseInt(value, 16);
    if (Number.isSafeInteger(count)) return count;
  }
  throw new Malformed(path, 'must be a number');
}

/** A time in seconds that a date can be made of. */
export function parseBlockTime(value: unknown, path: string): number {
  const seconds = parseCount(value, path);
  if (isBlockTime(seconds)) return seconds;
  throw new Malformed(path, 'must be a time before the year 10000');
}

/** A number as JSON-RPC writes it. */
export function toQuantity(value: bigint): Hex {
  return `0x${value.toString(16)}`;
}
