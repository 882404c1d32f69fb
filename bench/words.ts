/** Every text of four hex digits, so that 32 bytes are sixteen look-ups. */
const quads = Array.from({ length: 65_536 }, (_, value) => value.toString(16).padStart(4, '0'));

/** 32 bits that look random and are the same in every run: the finalizer of MurmurHash3. */
export function mix(seed: number, salt: number): number {
  let hash = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(salt + 1, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** As many bytes in hex, without `0x`, that follow from the seed and the salt alone. */
export function bytesOf(seed: number, salt: number, length: number): string {
  let text = '';
  for (let part = 0; text.length < length * 2; part += 1) {
    const value = mix(seed, salt + Math.imul(part, 1009));
    text += (quads[value >>> 16] ?? '') + (quads[value & 0xffff] ?? '');
  }
  return text.length === length * 2 ? text : text.slice(0, length * 2);
}

/** 32 bytes in hex, without `0x`. */
export function wordOf(seed: number, salt: number): string {
  return bytesOf(seed, salt, 32);
}

/** A number as an ABI word. */
export function numberWord(value: number | bigint): string {
  return value.toString(16).padStart(64, '0');
}

/** 20 bytes as an ABI word. */
export function addressWord(address: string): string {
  return address.padStart(64, '0');
}

/** A `bytes` or `string` behind its offset: its length, then its bytes to full words. */
export function tail(hex: string): string {
  const padding = (64 - (hex.length % 64)) % 64;
  return numberWord(hex.length / 2) + hex + '0'.repeat(padding);
}

/** A text's bytes in hex. */
export function textHex(text: string): string {
  return Buffer.from(text, 'utf8').toString('hex');
}
