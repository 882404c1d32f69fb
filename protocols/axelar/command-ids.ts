import { concat, stringToHex } from 'viem';
import type { ChainId } from '../../core/chain.ts';
import { lowerHex } from '../../core/lower-hex.ts';
import type { Hex } from '../../core/raw-log.ts';
import { keccak } from '../keccak.ts';

/** A call as Axelar numbers it: its transaction, and the place of its log in that transaction's receipt. */
export interface CallId {
  transaction: string;
  receiptIndex: number;
  /** The name of its chain. */
  sourceChain: string;
}

/**
 * The ids of the command that a call becomes at its destination, before it is there: what names it while it is not approved
 * yet. Which of them it is depends on the generation of the gateway there, and on the time. Source: axelar-core
 * `x/evm/types/command.go`; axelar-gmp-sdk-solidity `BaseAmplifierGateway.sol`.
 */
export function commandIdsOf(
  { transaction, receiptIndex, sourceChain }: CallId,
  destination: ChainId,
): Hex[] {
  // CAST: of EVM chains, whose transactions have hashes.
  const hash = lowerHex(transaction) as Hex;
  const messageId = `${hash}-${receiptIndex}`;
  const chain = shortestBytes(BigInt(destination.slice('eip155:'.length)));
  const index = Buffer.alloc(8);
  index.writeBigUInt64LE(BigInt(receiptIndex));
  return [
    keccak(concat([hash, `0x${index.toString('hex')}`, chain])),
    keccak(concat([stringToHex(messageId), chain])),
    keccak(stringToHex(`${sourceChain}_${messageId}`)),
  ];
}

/** A number in as few bytes as it fits in, the highest first. */
function shortestBytes(value: bigint): Hex {
  const digits = value.toString(16);
  return digits.length % 2 === 0 ? `0x${digits}` : `0x0${digits}`;
}
