import { base58, bech32, bech32m } from '@scure/base';
import { bytesToHex, hexToBytes } from 'viem';
import { lowerHex } from '../core/lower-hex.ts';
import { ADDRESS_LENGTH_MAX } from '../db/operations.ts';

/** Bytes of an address as messages between chains carry it. */
const WORD = 32;
/** What fills the 20 bytes of an EVM address up to a word. */
const EVM_PREFIX = '00'.repeat(12);
/** The byte before the 20 of an address on Tron. */
const TRON_PREFIX = 0x41;

/**
 * The notations in which rows may have an address, whichever of them it is asked for in: hexadecimal in lower case, of 20 bytes
 * or filled up to 32; base58 on Solana; and text as it stands. A chain that only messages name has the 32 bytes that they
 * carry, so that bech32, and Tron's base58, are looked for as hexadecimal as well.
 *
 * @example addressNotations('0xF5d9…aEB') // ['0xf5d9…aeb', '0x000000000000000000000000f5d9…aeb']
 */
export function addressNotations(text: string): string[] {
  const asked = text.trim();
  const own = /^[0-9a-f]{40}$/i.test(asked) ? `0x${asked}` : asked;
  const notations = [
    lowerHex(own),
    ...[bytesOf(own)].flatMap((bytes) => (bytes ? all(bytes) : [])),
  ];
  return [...new Set(notations)].map((notation) => notation.slice(0, ADDRESS_LENGTH_MAX));
}

/** Hexadecimal of the bytes that an address stands for, without `0x`; null where it is not of a notation that tells. */
function bytesOf(text: string): string | null {
  const [, digits] = /^0x([0-9a-f]{1,64})$/i.exec(text) ?? [];
  if (digits !== undefined) return digits.toLowerCase();
  const bytes = base58Bytes(text) ?? bech32Bytes(text.toLowerCase());
  return bytes && bytesToHex(bytes).slice(2);
}

function base58Bytes(text: string): Uint8Array | null {
  if (!/^[1-9A-HJ-NP-Za-km-z]{32,44}$/.test(text)) return null;
  const bytes = base58.decode(text);
  if (bytes.length === WORD) return bytes;
  return bytes.length === 25 && bytes[0] === TRON_PREFIX ? bytes.subarray(1, 21) : null;
}

function bech32Bytes(text: string): Uint8Array | null {
  if (text.length > 90) return null;
  const decoded = bech32.decodeUnsafe(text) ?? bech32m.decodeUnsafe(text);
  const bytes = decoded && bech32.fromWordsUnsafe(decoded.words);
  return bytes && bytes.length > 0 && bytes.length <= WORD ? bytes : null;
}

function all(digits: string): string[] {
  const word = digits.padStart(2 * WORD, '0');
  return word.startsWith(EVM_PREFIX)
    ? [`0x${word.slice(EVM_PREFIX.length)}`, `0x${word}`]
    : [`0x${word}`, base58.encode(hexToBytes(`0x${word}`))];
}
