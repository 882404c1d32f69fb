import { decodeAbiParameters, encodeAbiParameters, parseAbiParameters } from 'viem';
import type { Hex } from '../../core/raw-log.ts';
import { keccak } from '../keccak.ts';

const toHub = parseAbiParameters('uint256 type, string destinationChain, bytes payload');
const transfer = parseAbiParameters(
  'uint256 type, bytes32 tokenId, bytes sourceAddress, bytes destinationAddress, uint256 amount, bytes data',
);

/** The kinds of messages of the interchain token service that are told apart here. Source: `InterchainTokenService.sol`. */
const TRANSFER = 0n;
const SEND_TO_HUB = 3n;
const RECEIVE_FROM_HUB = 4n;

/** What a call of the interchain token service carries. */
export interface ItsMessage {
  /** By way of the hub on Axelar: where it goes in the end, and what is passed on. */
  hub: { destinationChain: string; payload: Hex } | null;
  /** Null for what moves no token, such as a deployment. */
  transfer: { tokenId: Hex; sender: Hex; recipient: Hex; amount: bigint } | null;
}

/** Reads the payload of a call that the interchain token service makes; null if it is none of its messages. */
export function decodeItsPayload(payload: Hex): ItsMessage | null {
  try {
    if (typeOf(payload) !== SEND_TO_HUB) return { hub: null, transfer: decodeTransfer(payload) };
    const [, destinationChain, inner] = decodeAbiParameters(toHub, payload);
    return { hub: { destinationChain, payload: inner }, transfer: decodeTransfer(inner) };
  } catch {
    return null; // Not what the service encodes.
  }
}

function decodeTransfer(payload: Hex): ItsMessage['transfer'] {
  if (typeOf(payload) !== TRANSFER) return null;
  const [, tokenId, sender, recipient, amount] = decodeAbiParameters(transfer, payload);
  return { tokenId, sender, recipient, amount };
}

const typeOf = (payload: Hex): bigint => BigInt(payload.slice(0, 66));

/** The hash of what the hub passes on of a message from this chain, as far as it changes no amount. */
export function hubPayloadHash(sourceChain: string, payload: Hex): Hex {
  return keccak(encodeAbiParameters(toHub, [RECEIVE_FROM_HUB, sourceChain, payload]));
}
