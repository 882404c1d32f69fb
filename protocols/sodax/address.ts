import { base58, bech32m } from '@scure/base';
import { bytesToHex, hexToBytes } from 'viem';
import type { Hex } from '../../core/raw-log.ts';
import { networkOf, type Notation } from './networks.ts';
import { readPrincipal, showPrincipal } from './principal.ts';
import { readStrkey, showStrkey } from './strkey.ts';

/** Addresses are shorter; the longest are types of coins on Sui. */
const BYTES_MAX = 512;

/** Both directions give null for what is not of the notation; `read` may throw as well. */
interface AddressCodec {
  show: (bytes: Uint8Array) => string | null;
  read: (text: string) => Uint8Array | null;
}

/**
 * Bytes of an address, as messages carry them, in the notation of their network: hex in lower case on EVM chains, `hx…` and
 * `cx…` on ICON, base58 on Solana, `G…` and `C…` on Stellar. Bytes that do not fit, and those of a network that is not known,
 * come back as they are. Never throws.
 *
 * @example showAddress('1768124270', '0x000136…bd') // 'hx0136…bd'
 */
export function showAddress(relayId: string, bytes: Hex): string {
  const codec = codecOf(relayId);
  if (!codec || bytes.length > 2 + 2 * BYTES_MAX) return bytes;
  try {
    return codec.show(hexToBytes(bytes)) ?? bytes;
  } catch {
    return bytes; // not even hex
  }
}

/** The bytes that messages carry for an address in its network's notation, or in plain hex; null for neither. Never throws. */
export function addressBytes(relayId: string, text: string): Hex | null {
  if (text.length > 2 * BYTES_MAX) return null;
  try {
    const bytes = codecOf(relayId)?.read(text);
    if (bytes) return bytesToHex(bytes);
  } catch {
    // not of this notation
  }
  // CAST: the pattern has just been checked.
  return /^0x([0-9a-f]{2})*$/i.test(text) ? (text.toLowerCase() as Hex) : null;
}

/** Hex stays hex, but for 20 bytes of it: NEAR has accounts with such names. */
const isHex = (text: string) => /^0x[0-9a-f]*$/i.test(text) && text.length !== 42;

/** Printable ASCII without spaces. */
const isText = (text: string) => /^[!-~]+$/.test(text);

const text: AddressCodec = {
  show: (bytes) => {
    const text = String.fromCharCode(...bytes);
    return isText(text) && !isHex(text) ? text : null;
  },
  read: (text) => (isText(text) && !isHex(text) ? Buffer.from(text) : null),
};

const codecs: Record<Notation, AddressCodec> = {
  evm: { show: () => null, read: () => null },
  icon: {
    show: (bytes) => {
      const prefix = bytes[0] === 0 ? 'hx' : bytes[0] === 1 ? 'cx' : null;
      if (prefix === null || bytes.length !== 21) return null;
      return prefix + bytesToHex(bytes.subarray(1)).slice(2);
    },
    read: (text) => {
      const [, kind, digits] = /^([hc])x([0-9a-f]{40})$/.exec(text) ?? [];
      return digits === undefined ? null : hexToBytes(`0x${kind === 'h' ? '00' : '01'}${digits}`);
    },
  },
  // Users have 32 bytes; contracts and coins the text of their path.
  sui: {
    show: (bytes) => {
      const path = bytes.length === 32 ? null : text.show(bytes);
      return path?.includes('::') ? path : null;
    },
    read: (path) => (path.includes('::') ? text.read(path) : null),
  },
  solana: {
    show: (bytes) => (bytes.length === 32 ? base58.encode(bytes) : null),
    read: (text) => {
      const bytes = text.length <= 44 ? base58.decode(text) : null;
      return bytes?.length === 32 ? bytes : null;
    },
  },
  stellar: { show: showStrkey, read: readStrkey },
  stacks: { show: showPrincipal, read: readPrincipal },
  // Aleo's text counts from the lowest byte up, messages from the highest.
  aleo: {
    show: (bytes) =>
      bytes.length === 32 ? bech32m.encodeFromBytes('aleo', bytes.toReversed()) : null,
    read: (text) => {
      const { prefix, bytes } = bech32m.decodeToBytes(text);
      return prefix === 'aleo' && bytes.length === 32 ? bytes.toReversed() : null;
    },
  },
  text,
};

function codecOf(relayId: string): AddressCodec | undefined {
  const network = networkOf(relayId);
  return network && codecs[network.notation];
}
