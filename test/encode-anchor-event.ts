import { createHash } from 'node:crypto';
import { base58 } from '@scure/base';
import type { Hex, RawLog } from '../core/raw-log.ts';
import { encodeBytes } from './encode-bytes.ts';

// Written apart from what decodes such events, so that a test holds one against the other.

const DECLARATION = /^anchor event (\w+)\((.*)\)$/;

/** True for a declaration such as `anchor event Sent(u64 nonce, pubkey sender)`. */
export const isAnchorEvent = (event: string): boolean => DECLARATION.test(event);

/** An event of an Anchor program as the chain shows it, from its decoded arguments: discriminator and Borsh. */
export function encodeAnchorEvent(
  event: string,
  args: Record<string, unknown>,
): Pick<RawLog, 'topics' | 'data'> {
  const [, name = '', fields = ''] = DECLARATION.exec(event) ?? [];
  const discriminator = createHash('sha256').update(`event:${name}`).digest().subarray(0, 8);
  return { topics: [toHex(discriminator)], data: encodeBorsh(fields, args) };
}

/** Values in Borsh, by a declaration such as `u64 nonce, (pubkey sender)[] all, (u64 number)? root`. */
export function encodeBorsh(fields: string, args: Record<string, unknown>): Hex {
  return toHex(encodeFields(fields, args));
}

function encodeFields(fields: string, args: Record<string, unknown>): Buffer {
  return Buffer.concat(
    fieldsOf(fields).map((field) => {
      const at = field.lastIndexOf(' ');
      return encodeValue(field.slice(0, at), args[field.slice(at + 1)]);
    }),
  );
}

/** Parts at the commas that stand in no brackets. */
function fieldsOf(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const sign of text) {
    depth += sign === '(' ? 1 : sign === ')' ? -1 : 0;
    if (sign === ',' && depth === 0) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${sign}`);
  }
  return parts.map((part) => part.trim());
}

function encodeValue(type: string, value: unknown): Uint8Array {
  if (type.endsWith('[]')) {
    const element = type.slice(0, -2);
    const values = value as unknown[];
    return Buffer.concat([
      unsigned(4, values.length),
      ...values.map((one) => encodeValue(element, one)),
    ]);
  }
  if (type.endsWith('?')) {
    if ((value ?? null) === null) return unsigned(1, 0);
    return Buffer.concat([unsigned(1, 1), encodeValue(type.slice(0, -1), value)]);
  }
  if (type.startsWith('(')) {
    return encodeFields(type.slice(1, -1), value as Record<string, unknown>);
  }
  const encode = encoders[type];
  if (!encode) throw new Error(`${type} is a type that is unknown here`);
  return encode(value);
}

const encoders: Record<string, (value: unknown) => Uint8Array> = {
  u8: (value) => unsigned(1, value),
  u16: (value) => unsigned(2, value),
  u32: (value) => unsigned(4, value),
  u64: (value) => unsigned(8, value),
  u128: (value) => unsigned(16, value),
  u256: (value) => unsigned(32, value),
  pubkey: (value) => base58.decode(String(value)),
  bytes8: (value) => fromHex(String(value)),
  bytes28: (value) => fromHex(String(value)),
  bytes32: (value) => fromHex(String(value)),
  bytes: (value) => {
    const bytes = fromHex(typeof value === 'string' ? value : encodeBytes(value as object));
    return Buffer.concat([unsigned(4, bytes.length), bytes]);
  },
};

function unsigned(size: number, value: unknown): Buffer {
  const hex = BigInt(value as string)
    .toString(16)
    .padStart(size * 2, '0');
  return Buffer.from(Buffer.from(hex, 'hex').toReversed());
}

const fromHex = (hex: string) => Buffer.from(hex.slice(2), 'hex');
const toHex = (bytes: Buffer): Hex => `0x${bytes.toString('hex')}`;
