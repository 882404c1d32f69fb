import { encodeAbiParameters, fromRlp, numberToHex, toRlp } from 'viem';
import type { Hex } from '../../core/raw-log.ts';
import { bytesIn } from '../slice-hex.ts';
import { BYTES_MAX, tupleDecoder } from './tuple-decoder.ts';

/** Value that goes over: from a spoke to a hub wallet, or from the hub to its recipient. */
export interface TransferPayload {
  type: 'transfer';
  /** The spoke's token, in the bytes of the spoke; 20 zeros for the coin of an EVM chain. */
  token: Hex;
  /** Whoever ordered the transfer: on the hub, the intents contract or somebody's wallet. */
  from: Hex;
  to: Hex;
  /** In the smallest unit of the spoke's token. */
  amount: bigint;
  /** Calls for the hub wallet, or their hash (32 bytes), or nothing. */
  data: Hex;
}

/** The hub tells a spoke's intent filler to pay out what a solver has put down there. */
export interface FillPayload {
  type: 'fill';
  fillId: bigint;
  intentHash: Hex;
  solver: Hex;
  receiver: Hex;
  token: Hex;
  amount: bigint;
}

/** What the spoke's intent filler answers. */
export interface FillResponsePayload {
  type: 'fill_response';
  fillId: bigint;
  isSuccess: boolean;
}

export type SodaxPayload = TransferPayload | FillPayload | FillResponsePayload;

/** One call that a hub wallet makes. */
export interface HubCall {
  to: Hex;
  value: bigint;
  data: Hex;
}

/**
 * Reads the payload of a message as one of the protocol's RLP lists, told apart by their length; null for any other, such
 * as the calls that go to a hub wallet (`decodeCalls`). Never throws.
 */
export function decodePayload(payload: Hex): SodaxPayload | null {
  const items = rlpItems(payload);
  if (items?.length === 5) return transferOf(items);
  if (items?.length === 6) return fillOf(items);
  if (items?.length === 2) return fillResponseOf(items);
  return null;
}

function rlpItems(payload: Hex): Hex[] | null {
  if (bytesIn(payload) > BYTES_MAX) return null;
  try {
    const items = fromRlp(payload);
    if (!Array.isArray(items)) return null;
    const isFlat = (list: typeof items): list is Hex[] =>
      list.every((item) => !Array.isArray(item));
    return isFlat(items) ? items : null;
  } catch {
    return null; // no RLP
  }
}

/** Up to 32 bytes, of which none stand for 0; null for more. */
const numberOf = (bytes: Hex) => (bytesIn(bytes) > 32 ? null : bytes === '0x' ? 0n : BigInt(bytes));

function transferOf([
  token = '0x',
  from = '0x',
  to = '0x',
  amountBytes = '0x',
  data = '0x',
]: Hex[]) {
  const amount = numberOf(amountBytes);
  return amount === null ? null : { type: 'transfer' as const, token, from, to, amount, data };
}

function fillOf(items: Hex[]): FillPayload | null {
  const [id = '0x', intentHash = '0x', solver = '0x', receiver = '0x', token = '0x', sum = '0x'] =
    items;
  const fillId = numberOf(id);
  const amount = numberOf(sum);
  if (fillId === null || amount === null || bytesIn(intentHash) !== 32) return null;
  return { type: 'fill', fillId, intentHash, solver, receiver, token, amount };
}

function fillResponseOf([id = '0x', success = '0x']: Hex[]): FillResponsePayload | null {
  const fillId = numberOf(id);
  const flag = numberOf(success);
  if (fillId === null || flag === null || flag > 1n) return null;
  return { type: 'fill_response', fillId, isSuccess: flag === 1n };
}

/** RLP numbers have no leading zeros. */
const rlpNumber = (value: bigint): Hex => (value === 0n ? '0x' : numberToHex(value));

export function encodeTransfer(transfer: Omit<TransferPayload, 'type'>): Hex {
  const { token, from, to, amount, data } = transfer;
  return toRlp([token, from, to, rlpNumber(amount), data]);
}

export function encodeFill(fill: Omit<FillPayload, 'type'>): Hex {
  const { fillId, intentHash, solver, receiver, token, amount } = fill;
  return toRlp([rlpNumber(fillId), intentHash, solver, receiver, token, rlpNumber(amount)]);
}

export function encodeFillResponse({ fillId, isSuccess }: Omit<FillResponsePayload, 'type'>): Hex {
  return toRlp([rlpNumber(fillId), isSuccess ? '0x01' : '0x']);
}

const callsParameters = [
  {
    name: 'calls',
    type: 'tuple[]',
    components: [
      { name: 'to', type: 'address' },
      { name: 'value', type: 'uint256' },
      { name: 'data', type: 'bytes' },
    ],
  },
] as const;

const readCalls = tupleDecoder(callsParameters);

/**
 * Reads what a hub wallet is told to do: `abi.encode((address to, uint256 value, bytes data)[])`. Null for anything else,
 * such as a hash of calls. Never throws.
 */
export function decodeCalls(hex: Hex): HubCall[] | null {
  const decoded = readCalls(hex);
  return decoded && [...decoded.calls];
}

export function encodeCalls(calls: readonly HubCall[]): Hex {
  return encodeAbiParameters(callsParameters, [calls]);
}
