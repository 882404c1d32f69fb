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

/** Values in Borsh, by a declaration such as `u64 nonce, pubkey sender`. */
export function encodeBorsh(fields: string, args: Record<string, unknown>): Hex {
  const parts = fields.split(', ').map((field) => {
    const [type = '', name = ''] = field.split(' ');
    const encode = encoders[type.replace(/\?$/, '')];
    if (!encode) throw new Error(`${field} is of a type that is unknown here`);
    if (!type.endsWith('?')) return encode(args[name]);
    const value = args[name] ?? null;
    return value === null ? unsigned(1, 0) : Buffer.concat([unsigned(1, 1), encode(value)]);
  });
  return toHex(Buffer.concat(parts));
}

const encoders: Record<string, (value: unknown) => Uint8Array> = {
  u8: (value) => unsigned(1, value),
  u16: (value) => unsigned(2, value),
  u32: (value) => unsigned(4, value),
  u64: (value) => unsigned(8, value),
  u128: (value) => unsigned(16, value),
  pubkey: (value) => base58.decode(String(value)),
  bytes8: (value) => fromHex(String(value)),
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
