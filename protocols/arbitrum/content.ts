import { concat, numberToHex, toRlp, zeroAddress } from 'viem';
import type { Hex } from '../../core/raw-log.ts';
import { keccak } from '../keccak.ts';
import { bytesIn, sliceHex } from '../slice-hex.ts';

/** What a retryable ticket is to do: a call on the child, and who pays for it. */
export interface Retryable {
  to: Hex;
  callValue: bigint;
  deposit: bigint;
  maxSubmissionCost: bigint;
  excessFeeRefundAddress: Hex;
  beneficiary: Hex;
  gasLimit: bigint;
  maxFeePerGas: bigint;
  data: Hex;
}

/** What an inbox says of a message. */
export type Content =
  | { type: 'deposit'; to: Hex; value: bigint }
  | ({ type: 'retryable' } & Retryable)
  | { type: 'message' };

const WORD = 32;
const DEPOSIT_BYTES = 20 + WORD;
const RETRYABLE_WORDS = 9;
/** The zeros before an address in a word. */
const ADDRESS_AT = WORD - 20;

/**
 * Reads the data of `InboxMessageDelivered`, as nitro-contracts' `Inbox.sol` packs it. It does not say what it is of, so that
 * what looks like a deposit or a ticket may be the content of another message: see `messageLink`.
 */
export function readContent(data: Hex): Content {
  if (bytesIn(data) === DEPOSIT_BYTES) {
    return { type: 'deposit', to: sliceHex(data, 0, 20), value: BigInt(sliceHex(data, 20)) };
  }
  const head = RETRYABLE_WORDS * WORD;
  if (bytesIn(data) < head) return { type: 'message' };
  const word = (index: number) => sliceHex(data, index * WORD, (index + 1) * WORD);
  const numberAt = (index: number) => BigInt(word(index));
  const addressAt = (index: number) => sliceHex(word(index), ADDRESS_AT);
  const isAddress = (index: number) => BigInt(sliceHex(word(index), 0, ADDRESS_AT)) === 0n;
  if (![0, 4, 5].every(isAddress) || BigInt(bytesIn(data) - head) !== numberAt(8)) {
    return { type: 'message' };
  }
  return {
    type: 'retryable',
    to: addressAt(0),
    callValue: numberAt(1),
    deposit: numberAt(2),
    maxSubmissionCost: numberAt(3),
    excessFeeRefundAddress: addressAt(4),
    beneficiary: addressAt(5),
    gasLimit: numberAt(6),
    maxFeePerGas: numberAt(7),
    data: sliceHex(data, head),
  };
}

/** What precedes the fields of a transaction that the child makes of a message. */
interface Origin {
  child: number;
  index: bigint;
  /** On the child: aliased. */
  from: Hex;
}

/** The hash that a deposit has as a transaction of the child: `ArbitrumDepositTx` of go-ethereum's `arb_types.go`. */
export function depositHash(
  { child, index, from }: Origin,
  { to, value }: { to: Hex; value: bigint },
): Hex {
  return hashOf('0x64', [quantity(BigInt(child)), word(index), from, to, quantity(value)]);
}

/** The id of a ticket, which is the hash of the transaction that makes it: `ArbitrumSubmitRetryableTx`, the same place. */
export function ticketIdOf(
  { child, index, from }: Origin,
  ticket: Retryable & { parentBaseFee: bigint },
): Hex {
  return hashOf('0x69', [
    quantity(BigInt(child)),
    word(index),
    from,
    quantity(ticket.parentBaseFee),
    quantity(ticket.deposit),
    quantity(ticket.maxFeePerGas),
    quantity(ticket.gasLimit),
    ticket.to === zeroAddress ? '0x' : ticket.to,
    quantity(ticket.callValue),
    ticket.beneficiary,
    quantity(ticket.maxSubmissionCost),
    ticket.excessFeeRefundAddress,
    ticket.data,
  ]);
}

/** The hash of a transaction of the child's own types. */
export const hashOf = (type: Hex, fields: Hex[]): Hex => keccak(concat([type, toRlp(fields)]));
export const word = (value: bigint): Hex => numberToHex(value, { size: WORD });

/** RLP knows no leading zeros, and zero as nothing. */
export function quantity(value: bigint): Hex {
  if (value === 0n) return '0x';
  const digits = value.toString(16);
  return `0x${digits.length % 2 === 0 ? digits : `0${digits}`}`;
}

/** The ids that a message had on Arbitrum One before Nitro: of its ticket's making, and of the call that redeems it. */
export function classicIds(child: number, index: bigint): { creation: Hex; redeem: Hex } {
  const creation = keccak(concat([word(BigInt(child)), word(index | (1n << 255n))]));
  return { creation, redeem: keccak(concat([creation, word(0n)])) };
}

const ALIAS = 0x1111000000000000000000000000000000001111n;
const ADDRESSES = 1n << 160n;

/** The address that a sender of the parent has on the child. */
export const aliasOf = (address: Hex): Hex =>
  numberToHex((BigInt(address) + ALIAS) % ADDRESSES, { size: 20 });

/** The sender on the parent that an address on the child is the alias of. */
export const senderOf = (alias: Hex): Hex =>
  numberToHex((BigInt(alias) + ADDRESSES - ALIAS) % ADDRESSES, { size: 20 });
