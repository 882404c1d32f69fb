import { base32 } from '@scure/base';

/** A Stellar address as contracts pass it on: the XDR of an `ScVal`, whose type 18 is an address. */
const SCVAL_ADDRESS = 18;
/** `ScAddress` types: an account, with its key's type (0, Ed25519) before the key, or a contract. */
const ACCOUNT = 0;
const CONTRACT = 1;

/** The first byte of a StrKey (SEP-23), which makes the letter it begins with. */
const kinds = [
  { letter: 'G', version: 6 << 3, head: [SCVAL_ADDRESS, ACCOUNT, 0] },
  { letter: 'C', version: 2 << 3, head: [SCVAL_ADDRESS, CONTRACT] },
].map(({ letter, version, head }) => ({
  letter,
  version,
  head: Uint8Array.from(head.flatMap((word) => [0, 0, 0, word])),
}));

/** `G…` or `C…` of an address in XDR; null if it is none. */
export function showStrkey(bytes: Uint8Array): string | null {
  for (const { version, head } of kinds) {
    if (bytes.length !== head.length + 32) continue;
    if (!head.every((byte, index) => bytes[index] === byte)) continue;
    const body = Uint8Array.from([version, ...bytes.subarray(head.length)]);
    return base32.encode(Uint8Array.from([...body, ...crc16(body)]));
  }
  return null;
}

/** The XDR of a StrKey; null for text that is none, or whose checksum is wrong. */
export function readStrkey(text: string): Uint8Array | null {
  const kind = kinds.find(({ letter }) => text.startsWith(letter));
  if (!kind || !/^[A-Z2-7]{56}$/.test(text)) return null;
  const key = base32.decode(text).subarray(1, 33);
  const bytes = Uint8Array.from([...kind.head, ...key]);
  return showStrkey(bytes) === text ? bytes : null;
}

/** CRC16-XModem, the low byte first. */
function crc16(bytes: Uint8Array): [number, number] {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) {
      crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
    }
  }
  return [crc & 0xff, crc >> 8];
}
