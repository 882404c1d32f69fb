import { encodeAbiParameters, fromRlp, hexToBigInt, keccak256, numberToHex, toRlp } from 'viem';
import type { Address, Hex } from 'viem';

/** What asset managers tell each other: tokens locked on one side, to be minted or released on the other. */
export interface Transfer {
  /** The token on the spoke, as that chain writes addresses; 20 zero bytes are an EVM chain's own coin. */
  readonly token: Hex;
  /** Who ordered it: the user on a spoke, or whoever called the hub's asset manager. */
  readonly from: Hex;
  readonly to: Hex;
  /** In units of the spoke's token. */
  readonly amount: bigint;
  /** The calls to make at the hub, or their hash alone. */
  readonly data: Hex;
}

/** What a solver pays out on a spoke. */
export interface Fill {
  readonly fillID: bigint;
  readonly intentHash: Hex;
  readonly solver: Hex;
  readonly receiver: Hex;
  readonly token: Hex;
  readonly amount: bigint;
}

/** One call that a hub wallet makes. */
export interface Call {
  readonly to: Address;
  readonly value: bigint;
  readonly data: Hex;
}

/** A transfer as the list that a message carries. */
export function encodeTransfer({ token, from, to, amount, data }: Transfer): Hex {
  return toRlp([token, from, to, numberOf(amount), data]);
}

export function decodeTransfer(payload: Hex): Transfer {
  const [token, from, to, amount, data] = itemsOf(payload, 5);
  return { token, from, to, amount: valueOf(amount), data } as Transfer;
}

export function decodeFill(payload: Hex): Fill {
  const [fillID, intentHash, solver, receiver, token, amount] = itemsOf(payload, 6);
  return {
    fillID: valueOf(fillID),
    intentHash,
    solver,
    receiver,
    token,
    amount: valueOf(amount),
  } as Fill;
}

export function decodeFillResponse(payload: Hex): { fillID: bigint; isFilled: boolean } {
  const [fillID, isFilled] = itemsOf(payload, 2);
  return { fillID: valueOf(fillID), isFilled: valueOf(isFilled) === 1n };
}

/** Calls as deposits and messages carry them. */
export function encodeCalls(calls: readonly Call[]): Hex {
  return encodeAbiParameters(
    [
      {
        type: 'tuple[]',
        components: [
          { name: 'to', type: 'address' },
          { name: 'value', type: 'uint256' },
          { name: 'data', type: 'bytes' },
        ],
      },
    ],
    [calls],
  );
}

/** What stands for calls in a message that has no room for them. */
export function hashCalls(calls: readonly Call[]): Hex {
  return keccak256(encodeCalls(calls));
}

/** Big-endian without leading zeros, as RLP wants it. */
function numberOf(value: bigint): Hex {
  return value === 0n ? '0x' : numberToHex(value);
}

function valueOf(item: Hex | undefined): bigint {
  return item === undefined || item === '0x' ? 0n : hexToBigInt(item);
}

function itemsOf(payload: Hex, count: number): Hex[] {
  const items = fromRlp(payload, 'hex');
  if (!Array.isArray(items) || items.length !== count) {
    throw new Error(`${payload} is not a list of ${count}.`);
  }
  // CAST: none of SODAX's lists holds another list.
  return items as Hex[];
}
