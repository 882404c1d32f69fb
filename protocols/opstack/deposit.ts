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
  /** On Mantle, the same of ether, beside what is of its own coin. */
  ether?: { mint: bigint; value: bigint };
  gasLimit: bigint;
  data: Hex;
}

/** Bytes of `opaqueData` behind the amounts and in front of the data: the gas limit, and whether a contract is created. */
const TAIL_BYTES = 8 + 1;

/** How many amounts a portal packs in front, by the version of its event. */
const amountsIn: Readonly<Record<'usual' | 'mantle', Readonly<Record<string, number>>>> = {
  usual: { 0: 2 },
  mantle: { 0: 3, 1: 4 },
};

interface Packed {
  from: Hex;
  to: Hex;
  version: bigint;
  opaqueData: Hex;
}

/**
 * Reads what a portal has packed into `TransactionDeposited`. Source: optimism `OptimismPortal2.sol`; for Mantle, mantle-v2
 * `deposit_log.go`.
 */
export function decodeDeposit(packed: Packed, chain: 'usual' | 'mantle' = 'usual'): Deposit {
  const { from, to, version, opaqueData } = packed;
  const amounts = amountsIn[chain][String(version)];
  if (amounts === undefined) throw new Error(`a deposit of version ${version}`);
  const tailAt = amounts * 32;
  const dataAt = tailAt + TAIL_BYTES;
  if (bytesIn(opaqueData) < dataAt) throw new Error('a deposit that is cut off');
  const isCreation = BigInt(sliceHex(opaqueData, dataAt - 1, dataAt)) !== 0n;
  const amountAt = (place: number) =>
    place < amounts ? BigInt(sliceHex(opaqueData, place * 32, place * 32 + 32)) : 0n;
  return {
    from,
    to: isCreation ? null : to,
    mint: amountAt(0),
    value: amountAt(1),
    ...(chain === 'mantle' && { ether: { mint: amountAt(2), value: amountAt(3) } }),
    gasLimit: BigInt(sliceHex(opaqueData, tailAt, tailAt + 8)),
    data: sliceHex(opaqueData, dataAt),
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
 * does. Source: optimism-specs `deposits.md`, op-geth `deposit_tx.go`, and that of Mantle's op-geth.
 */
export function depositTransaction(deposit: Deposit, source: Hex): Hex {
  const { from, to, mint, value, ether, gasLimit, data } = deposit;
  const fields = [source, from, to ?? '0x', ...[mint, value, gasLimit].map(numberOf), '0x'];
  if (ether) fields.push(numberOf(ether.mint));
  fields.push(data);
  // The last one is left out where it is none.
  if (ether && ether.value > 0n) fields.push(numberOf(ether.value));
  // CAST: all of them are hex.
  return keccak(concat(['0x7e', toRlp(fields as Hex[])]));
}

/** RLP writes no zeros in front. */
const numberOf = (value: bigint): Hex => {
  if (value === 0n) return '0x';
  const hex = numberToHex(value).slice(2);
  return `0x${hex.length % 2 === 0 ? '' : '0'}${hex}`;
};
