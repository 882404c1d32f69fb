import { concat, encodeAbiParameters, keccak256 } from 'viem';
import type { Address, Hex } from 'viem';

/** What a user offers, and what they ask for. Fields are named and ordered as the contract has them. */
export interface Intent {
  readonly intentId: bigint;
  /** Their hub wallet, or their account if they live on the hub. */
  readonly creator: Address;
  readonly inputToken: Address;
  readonly outputToken: Address;
  readonly inputAmount: bigint;
  readonly minOutputAmount: bigint;
  /** In seconds; 0 for never. */
  readonly deadline: bigint;
  readonly allowPartialFill: boolean;
  /** Relay ids. */
  readonly srcChain: bigint;
  readonly dstChain: bigint;
  readonly srcAddress: Hex;
  readonly dstAddress: Hex;
  /** Zero for anybody. */
  readonly solver: Address;
  readonly data: Hex;
}

const intentType = {
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

/** The name by which events speak of an intent. */
export function hashIntent(intent: Intent): Hex {
  return keccak256(encodeAbiParameters([intentType], [intent]));
}

/** An intent's `data` that promises a partner a fee, which is paid on top of the input. */
export function feeData(fee: bigint, receiver: Address): Hex {
  const terms = encodeAbiParameters([{ type: 'uint256' }, { type: 'address' }], [fee, receiver]);
  return concat(['0x01', terms]);
}
