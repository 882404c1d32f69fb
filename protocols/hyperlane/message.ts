import type { ChainId } from '../../core/chain.ts';
import type { Hex } from '../../core/raw-log.ts';
import { addressOn } from '../bytes32.ts';
import { keccak } from '../keccak.ts';
import { bytesIn, sliceHex } from '../slice-hex.ts';

/** A message as mailboxes hash it; addresses are 32 bytes. Source: hyperlane-monorepo `Message.sol`. */
export interface HyperlaneMessage {
  /** The Keccak-256 of the whole message. */
  id: Hex;
  nonce: number;
  origin: number;
  sender: Hex;
  destination: number;
  recipient: Hex;
  body: Hex;
}

const VERSION = 3;
const BODY_FROM = 77;

/** @throws for one that is too short or of another version */
export function decodeHyperlaneMessage(message: Hex): HyperlaneMessage {
  if (bytesIn(message) < BODY_FROM) {
    throw new Error(`a message of only ${bytesIn(message)} bytes, where ${BODY_FROM} are needed`);
  }
  const numberAt = (from: number, to: number) => Number(sliceHex(message, from, to));
  const version = numberAt(0, 1);
  if (version !== VERSION) throw new Error(`a message of version ${version}, which is unknown`);
  return {
    id: keccak(message),
    nonce: numberAt(1, 5),
    origin: numberAt(5, 9),
    sender: sliceHex(message, 9, 41),
    destination: numberAt(41, 45),
    recipient: sliceHex(message, 45, BODY_FROM),
    body: sliceHex(message, BODY_FROM),
  };
}

/** What a warp route writes into its messages. Source: hyperlane-monorepo `TokenMessage.sol`. */
export interface WarpTransfer {
  /** As the destination writes it. */
  recipient: string;
  /** In the unit of the messages, which all chains of a route share. */
  amount: bigint;
}

/** Reads a body as a warp route's: recipient, amount, then whatever the token needs. Null if it is too short for one. */
export function decodeWarpTransfer(body: Hex, destination: ChainId | null): WarpTransfer | null {
  if (bytesIn(body) < 64) return null;
  return {
    recipient: addressOn(destination, sliceHex(body, 0, 32)),
    amount: BigInt(sliceHex(body, 32, 64)),
  };
}
