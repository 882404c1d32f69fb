import { concat, numberToHex } from 'viem';
import type { Hex } from '../core/raw-log.ts';

// Written apart from what decodes these messages, so that a test holds one against the other.

/** A body as it is, or what a warp route writes. */
type Body = Hex | { warp: { recipient: Hex; amount: string; metadata?: Hex } };

interface Message {
  version: number;
  nonce: number;
  origin: number;
  sender: Hex;
  destination: number;
  recipient: Hex;
  body: Body;
}

/** True for the facts of a message of Hyperlane, or of a warp route's body. */
export const isHyperlane = (value: object): boolean =>
  'warp' in value || ('nonce' in value && 'body' in value);

/** Hyperlane's packed messages, and the bodies of its transfers. */
export function encodeHyperlane(value: object): Hex {
  if ('warp' in value) return encodeBody(value as Body);
  const { version, nonce, origin, sender, destination, recipient, body } = value as Message;
  return concat([
    numberToHex(version, { size: 1 }),
    u32(nonce),
    u32(origin),
    sender,
    u32(destination),
    recipient,
    encodeBody(body),
  ]);
}

function encodeBody(body: Body): Hex {
  if (typeof body === 'string') return body;
  const { recipient, amount, metadata = '0x' } = body.warp;
  return concat([recipient, numberToHex(BigInt(amount), { size: 32 }), metadata]);
}

const u32 = (value: number) => numberToHex(value, { size: 4 });
