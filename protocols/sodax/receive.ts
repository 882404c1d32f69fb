import { toFunctionSelector } from 'viem';
import type { Hex } from '../../core/raw-log.ts';
import { sliceHex } from '../slice-hex.ts';
import { decodeCalls, type HubCall } from './payload.ts';
import { tupleDecoder } from './tuple-decoder.ts';

/** A message as a relayer hands it to the contract that it is for. */
export interface ReceivedMessage {
  /** Where it was sent, in decimal; with `connSn` it is the message's key. */
  sourceRelayId: string;
  sourceAddress: Hex;
  /** The message's number on its source. */
  connSn: bigint;
  payload: Hex;
  /** Which of the three functions was called. */
  selector: Hex;
}

const connSn = { name: 'connSn', type: 'uint256' } as const;
const sourceChain = { name: 'sourceChain', type: 'uint256' } as const;
const sourceAddress = { name: 'sourceAddress', type: 'bytes' } as const;
const payload = { name: 'payload', type: 'bytes' } as const;

/** The signatures stand last, and are not read. */
const newer = tupleDecoder([sourceChain, sourceAddress, connSn, payload]);
const older = tupleDecoder([connSn, sourceChain, sourceAddress, payload]);

/** Contracts on the hub take the newer order of parameters, asset managers of spokes the older one. */
export const receiveSelectors = {
  recvMessage: toFunctionSelector('recvMessage(uint256,bytes,uint256,bytes,bytes[])'),
  spokeRecvMessage: toFunctionSelector('recvMessage(uint256,uint256,bytes,bytes,bytes[])'),
  receiveMessage: toFunctionSelector('receiveMessage(uint256,uint256,bytes,bytes,bytes[])'),
} as const;

const readers: ReadonlyMap<string, typeof newer | typeof older> = new Map<
  string,
  typeof newer | typeof older
>([
  [receiveSelectors.recvMessage, newer],
  [receiveSelectors.spokeRecvMessage, older],
  [receiveSelectors.receiveMessage, older],
]);

/** Reads the call that delivers a message, on an EVM chain; null for any other. Never throws. */
export function decodeReceive(input: Hex): ReceivedMessage | null {
  const selector = sliceHex(input, 0, 4);
  const decoded = readers.get(selector)?.(sliceHex(input, 4));
  if (!decoded) return null;
  const { sourceChain, sourceAddress, connSn, payload } = decoded;
  return { sourceRelayId: String(sourceChain), sourceAddress, connSn, payload, selector };
}

export const executeStoredSelector = toFunctionSelector('executeStored(bytes)');

const readStored = tupleDecoder([{ name: 'calls', type: 'bytes' }]);

/**
 * Reads the call by which a hub wallet does what it was told by hash alone (from Solana and Bitcoin); null for any other.
 * Never throws.
 */
export function decodeStored(input: Hex): HubCall[] | null {
  if (sliceHex(input, 0, 4) !== executeStoredSelector) return null;
  const stored = readStored(sliceHex(input, 4));
  return stored && decodeCalls(stored.calls);
}
