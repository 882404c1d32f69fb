import { base32crockford } from '@scure/base';
import { sha256 } from 'viem';

/** Types of serialized Clarity values (SIP-005): who has an address alone, and a contract with its name. */
const STANDARD = 0x05;
const CONTRACT = 0x06;
const HASH_BYTES = 20;
const CONTRACT_NAME = /^[a-zA-Z][-_a-zA-Z0-9]{0,127}$/;

/** The version is a digit of Crockford's base 32. */
const VERSIONS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 200 bits are whole bytes and whole digits: 20 bytes of hash and 4 of checksum, behind a zero. */
const DIGITS = 40;

/** `SP…`, or `SP….name` for a contract, of a principal in Clarity's own bytes; null if it is none. */
export function showPrincipal(bytes: Uint8Array): string | null {
  const [type, version = VERSIONS.length] = bytes;
  const head = 2 + HASH_BYTES;
  if (version >= VERSIONS.length || bytes.length < head) return null;
  const address = c32check(version, bytes.subarray(2, head));
  if (type === STANDARD) return bytes.length === head ? address : null;
  if (type !== CONTRACT || bytes.length !== head + 1 + (bytes[head] ?? 0)) return null;
  const name = String.fromCharCode(...bytes.subarray(head + 1));
  return CONTRACT_NAME.test(name) ? `${address}.${name}` : null;
}

/** The bytes of a principal; null for text that is none, or whose checksum is wrong. */
export function readPrincipal(text: string): Uint8Array | null {
  const [, address, letter = '', digits = '', name] =
    /^(S(.)([0-9A-Z]{1,40}))(?:\.(.+))?$/.exec(text) ?? [];
  const version = VERSIONS.indexOf(letter);
  if (address === undefined || version < 0) return null;
  const hash = base32crockford.decode(digits.padStart(DIGITS, '0')).subarray(1, 1 + HASH_BYTES);
  if (c32check(version, hash) !== address) return null;
  if (name === undefined) return Uint8Array.from([STANDARD, version, ...hash]);
  if (!CONTRACT_NAME.test(name)) return null;
  return Uint8Array.from([CONTRACT, version, ...hash, name.length, ...Buffer.from(name)]);
}

/** Stacks' c32check: the digits of the number, and before them a zero for each leading byte that is zero. */
function c32check(version: number, hash: Uint8Array): string {
  const once = sha256(Uint8Array.from([version, ...hash]), 'bytes');
  const body = [...hash, ...sha256(once, 'bytes').subarray(0, 4)];
  const zeros = '0'.repeat(body.findIndex((byte) => byte !== 0));
  const digits = base32crockford.encode(Uint8Array.from([0, ...body])).replace(/^0+/, '');
  return `S${VERSIONS[version]}${zeros}${digits}`;
}
