import { encodeAbiParameters, toFunctionSelector } from 'viem';
import type { Hex } from '../../core/raw-log.ts';
import { keccak } from '../keccak.ts';
import { bytesIn, sliceHex } from '../slice-hex.ts';
import { type Named, tupleDecoder } from './tuple-decoder.ts';

/** The struct `Intent` of the intents contract on Sonic, as a parameter of an ABI. */
export const intentParameter = {
  name: 'intent',
  type: 'tuple',
  components: [
    { name: 'intentId', type: 'uint256' },
    { name: 'creator', type: 'address' },
    { name: 'inputToken', type: 'address' },
    { name: 'outputToken', type: 'address' },
    { name: 'inputAmount', type: 'uint256' },
    { name: 'minOutputAmount', type: 'uint256' },
    { name: 'deadline', type: 'uint256' },
    { name: 'allowPartialFill', type: 'bool' },
    { name: 'srcChain', type: 'uint256' },
    { name: 'dstChain', type: 'uint256' },
    { name: 'srcAddress', type: 'bytes' },
    { name: 'dstAddress', type: 'bytes' },
    { name: 'solver', type: 'address' },
    { name: 'data', type: 'bytes' },
  ],
} as const;

/**
 * What a user wants swapped. Both tokens are the hub's; chains are relay ids; `creator` is the user's wallet on the hub; the
 * deadline is in Unix seconds, 0 for none. `intentId` is random, so that only the hash tells intents apart.
 */
export type SodaxIntent = Named<readonly [typeof intentParameter]>['intent'];

/** The key of an intent: it is in no log's topics, only in their data. */
export function intentHash(intent: SodaxIntent): Hex {
  return keccak(encodeAbiParameters([intentParameter], [intent]));
}

/** A call of the intents contract that names an intent in full. */
export interface IntentCall {
  type: 'create' | 'cancel' | 'fill' | 'pre_fill';
  intent: SodaxIntent;
}

const tuple = `(${intentParameter.components.map(({ type }) => type).join()})`;
const filled = `${tuple},uint256,uint256,uint256`;

const types: ReadonlyMap<string, IntentCall['type']> = new Map([
  [toFunctionSelector(`createIntent(${tuple})`), 'create'],
  [toFunctionSelector(`cancelIntent(${tuple})`), 'cancel'],
  [toFunctionSelector(`fillIntent(${filled})`), 'fill'],
  [toFunctionSelector(`preFillIntent(${filled})`), 'pre_fill'],
]);

/** The intent is the first parameter of each. */
const readIntent = tupleDecoder([intentParameter]);

/** Reads a call of the intents contract; null for any other. Never throws. */
export function decodeIntentCall(input: Hex): IntentCall | null {
  const type = types.get(sliceHex(input, 0, 4));
  const decoded = type && readIntent(sliceHex(input, 4));
  return decoded ? { type, intent: decoded.intent } : null;
}

/** What a partner keeps of an intent's input, in its smallest unit. */
export interface IntentFee {
  amount: bigint;
  receiver: Hex;
}

const FEE = '0x01';
const readFee = tupleDecoder([
  { name: 'amount', type: 'uint256' },
  { name: 'receiver', type: 'address' },
]);

/** Reads `data` of an intent as a fee; null where it is empty, or meant for a hook. Never throws. */
export function decodeFee(data: Hex): IntentFee | null {
  return bytesIn(data) === 65 && data.startsWith(FEE) ? readFee(sliceHex(data, 1)) : null;
}
