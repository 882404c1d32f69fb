import {
  concat,
  encodeFunctionData,
  numberToHex,
  parseAbiItem,
  type AbiFunction,
  type AbiParameter,
} from 'viem';
import type { Hex } from '../core/raw-log.ts';

// Written apart from what decodes these messages, so that a test holds one against the other.

/** Bytes as they are, or the facts that they state. */
type Bytes = Hex | { call: string; args: Record<string, unknown> };

interface Deposit {
  mint: string;
  value: string;
  /** On Mantle; the second one only since its event has version 1. */
  ether?: { mint: string; value?: string };
  gasLimit: number;
  isCreation: boolean;
  data: Bytes;
}

/** True for the facts of a deposit's `opaqueData`, or of a call that a message or a withdrawal makes. */
export const isOpstack = (value: object): boolean => 'call' in value || 'mint' in value;

/** What a portal packs into `TransactionDeposited`, and calls by their signature and arguments. */
export function encodeOpstack(value: object): Hex {
  if ('call' in value) return encodeOf(value as Bytes);
  const { mint, value: passed, ether, gasLimit, isCreation, data } = value as Deposit;
  const amounts = [mint, passed, ether?.mint, ether?.value].filter(
    (amount) => amount !== undefined,
  );
  return concat([
    ...amounts.map((amount) => numberToHex(BigInt(amount), { size: 32 })),
    numberToHex(gasLimit, { size: 8 }),
    isCreation ? '0x01' : '0x00',
    encodeOf(data),
  ]);
}

function encodeOf(bytes: Bytes): Hex {
  if (typeof bytes === 'string') return bytes;
  const called = parseAbiItem(bytes.call) as AbiFunction;
  const args = called.inputs.map((input) => argumentOf(bytes.args[input.name ?? ''], input));
  return encodeFunctionData({ abi: [called], args });
}

function argumentOf(told: unknown, input: AbiParameter): unknown {
  if (input.type === 'uint256') return BigInt(told as string);
  if (input.type === 'bytes') return encodeOf(told as Bytes);
  if (!('components' in input)) return told;
  const fields = told as Record<string, unknown>;
  return Object.fromEntries(
    input.components.map((field) => [field.name, argumentOf(fields[field.name ?? ''], field)]),
  );
}
