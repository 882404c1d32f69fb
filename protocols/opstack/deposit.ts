import { concat, numberToHex, toRlp } from 'viem';
import type { Position } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';
import { keccak } from '../keccak.ts';
import { bytesIn, sliceHex } from '../slice-hex.ts';

/** What a deposit does on its OP chain. */
export interface Deposit {
  from: Hex;
  /** Null where it creates a contract. */
  to: Hex | null;
  /** What comes into being there for it, and what it passes on of the sender's. */
  mint: bigint;
  value: bigint;
  gasLimit: bigint;
  data: Hex;
}

/** Bytes of `opaqueData` in front of the data: two words, the gas limit, and whether a contract is created. */
const HEAD_BYTES = 32 + 32 + 8 + 1;

/** Reads what a portal has packed into `TransactionDeposited`. Source: optimism `OptimismPortal2.sol`. */
export function decodeDeposit({
  from,
  to,
  opaqueData,
}: {
  from: Hex;
  to: Hex;
  opaqueData: Hex;
}): Deposit {
  if (bytesIn(opaqueData) < HEAD_BYTES) throw new Error('a deposit that is cut off');
  const isCreation = BigInt(sliceHex(opaqueData, HEAD_BYTES - 1, HEAD_BYTES)) !== 0n;
  return {
    from,
    to: isCreation ? null : to,
    mint: BigInt(sliceHex(opaqueData, 0, 32)),
    value: BigInt(sliceHex(opaqueData, 32, 64)),
    gasLimit: BigInt(sliceHex(opaqueData, 64, 72)),
    data: sliceHex(opaqueData, HEAD_BYTES),
  };
}

/** The hash that tells a user's deposit from all others: of its block, and of its log's index there. */
export function sourceHash({ blockHash, index }: Pick<Position, 'blockHash' | 'index'>): Hex {
  // CAST: blocks of EVM chains have such hashes.
  const own = keccak(concat([blockHash as Hex, numberToHex(index, { size: 32 })]));
  return keccak(concat([numberToHex(0, { size: 32 }), own]));
}

/**
 * The hash of the transaction that a deposit is on its OP chain. That derives it by itself, so that it comes whatever anybody
 * does. Source: optimism-specs `deposits.md`, op-geth `deposit_tx.go`.
 */
export function depositTransaction(deposit: Deposit, source: Hex): Hex {
  const { from, to, mint, value, gasLimit, data } = deposit;
  const fields = [source, from, to ?? '0x', ...[mint, value, gasLimit].map(numberOf), '0x', data];
  // CAST: all of them are hex.
  return keccak(concat(['0x7e', toRlp(fields as Hex[])]));
}

/** RLP writes no zeros in front. */
const numberOf = (value: bigint): Hex => {
  if (value === 0n) return '0x';
  const hex = numberToHex(value).slice(2);
  return `0x${hex.length % 2 === 0 ? '' : '0'}${hex}`;
};
