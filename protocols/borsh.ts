import { base58 } from '@scure/base';
import { bytesToHex, hexToBytes } from 'viem';
import type { Hex } from '../core/raw-log.ts';

/** Takes the next value off a message. */
type Read<T> = (cursor: Cursor) => T;

/** A message and how far it was read. */
interface Cursor {
  bytes: Uint8Array;
  at: number;
}

function take(cursor: Cursor, size: number): Uint8Array {
  const { bytes, at } = cursor;
  if (at + size > bytes.length) {
    throw new Error(
      `an event of only ${bytes.length} bytes, where ${at + size} and more are needed`,
    );
  }
  cursor.at += size;
  return bytes.subarray(at, at + size);
}

/** Borsh counts from the lowest byte up. */
const littleEndian = (bytes: Uint8Array) => BigInt(bytesToHex(bytes.toReversed()));

const u8: Read<number> = (cursor) => take(cursor, 1)[0] ?? 0;
const u16: Read<number> = (cursor) => Number(littleEndian(take(cursor, 2)));
const u32: Read<number> = (cursor) => Number(littleEndian(take(cursor, 4)));
const u64: Read<bigint> = (cursor) => littleEndian(take(cursor, 8));
const u128: Read<bigint> = (cursor) => littleEndian(take(cursor, 16));
const u256: Read<bigint> = (cursor) => littleEndian(take(cursor, 32));
const bytes8: Read<Hex> = (cursor) => bytesToHex(take(cursor, 8));
const bytes28: Read<Hex> = (cursor) => bytesToHex(take(cursor, 28));
const bytes32: Read<Hex> = (cursor) => bytesToHex(take(cursor, 32));
const bytes: Read<Hex> = (cursor) => bytesToHex(take(cursor, u32(cursor)));
/** An account or program, in base58. */
const pubkey: Read<string> = (cursor) => base58.encode(take(cursor, 32));

/** `Option`: a zero, or a one and the value. */
function optional<T>(read: Read<T>): Read<T | null> {
  return (cursor) => {
    const mark = u8(cursor);
    if (mark > 1) throw new Error(`an option marked by ${mark}`);
    return mark === 1 ? read(cursor) : null;
  };
}

const types = {
  u8,
  u16,
  u32,
  u64,
  u128,
  u256,
  bytes8,
  bytes28,
  bytes32,
  bytes,
  pubkey,
  'bytes32?': optional(bytes32),
  'bytes?': optional(bytes),
} as const;

type Plain = keyof typeof types;

/** A list counts its elements in front, by 4 bytes. */
type BorshType = Plain | { listOf: Plain | BorshFields } | { optional: BorshFields };

/** The fields of a message in their order, each with its type; as many types as are in use. */
export interface BorshFields {
  readonly [name: string]: BorshType;
}

type BorshValue<T> = T extends Plain
  ? ReturnType<(typeof types)[T]>
  : T extends { listOf: infer E }
    ? BorshValue<E>[]
    : T extends { optional: infer F }
      ? BorshValue<F> | null
      : T extends BorshFields
        ? BorshValues<T>
        : never;

export type BorshValues<F extends BorshFields> = {
  -readonly [Name in keyof F]: BorshValue<F[Name]>;
};

/** The fields as a fixture declares them: `u64 nonce, pubkey[] senders, (u64 number)? root`. */
export function borshDeclaration(fields: BorshFields): string {
  return Object.entries(fields)
    .map(([name, type]) => `${typeText(type)} ${name}`)
    .join(', ');
}

function typeText(type: BorshType): string {
  if (typeof type === 'string') return type;
  if ('optional' in type) return `(${borshDeclaration(type.optional)})?`;
  const { listOf } = type;
  return typeof listOf === 'string' ? `${listOf}[]` : `(${borshDeclaration(listOf)})[]`;
}

/**
 * Reads a Borsh message (https://borsh.io). Bytes behind the last field are left alone: newer programs add fields at the
 * end. Throws for a message that is too short.
 *
 * @param isWhole throw for bytes behind the last field as well
 * @example decodeBorsh({ amount: 'u64' }, '0x0100000000000000') // { amount: 1n }
 */
export function decodeBorsh<const F extends BorshFields>(
  fields: F,
  data: Hex,
  { isWhole = false } = {},
): BorshValues<F> {
  const cursor: Cursor = { bytes: hexToBytes(data), at: 0 };
  const values = readFields(fields, cursor);
  const left = cursor.bytes.length - cursor.at;
  if (isWhole && left > 0) throw new Error(`${left} bytes behind the last field`);
  // CAST: the same names, each with what its type reads.
  return values as BorshValues<F>;
}

function readFields(fields: BorshFields, cursor: Cursor): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, type]) => [name, readValue(type, cursor)]),
  );
}

function readValue(type: BorshType, cursor: Cursor): unknown {
  if (typeof type === 'string') return types[type](cursor);
  if ('optional' in type) return optional((at) => readFields(type.optional, at))(cursor);
  const { listOf } = type;
  const values: unknown[] = [];
  // A count that is a lie runs into the end of the message.
  for (let left = u32(cursor); left > 0; left -= 1) {
    values.push(typeof listOf === 'string' ? types[listOf](cursor) : readFields(listOf, cursor));
  }
  return values;
}
