import { concat, numberToHex } from 'viem';
import type { Hex } from '../../core/raw-log.ts';
import { bytesIn, sliceHex } from '../slice-hex.ts';

/** A CCTP message as its origin emits it. Addresses are 32 bytes. */
export interface CctpMessage {
  version: 1 | 2;
  sourceDomain: number;
  destinationDomain: number;
  /** Null in version 2, where Circle chooses the nonce after the origin has emitted the message. */
  nonce: bigint | null;
  sender: Hex;
  recipient: Hex;
  /** Who alone may hand the message in; zero for anyone. */
  destinationCaller: Hex;
  /** How final its origin is to be for Circle: see `finality.ts`. Null in version 1, which waits for the end. */
  minFinalityThreshold: number | null;
  body: Hex;
}

/** What the body of a token transfer says. Amounts are in the token's smallest unit. */
export interface CctpBurn {
  burnToken: Hex;
  mintRecipient: Hex;
  amount: bigint;
  messageSender: Hex;
  /** What version 2 has besides. */
  v2: CctpBurnV2 | null;
}

/** Of the two fees and of the expiration, the origin knows the first one alone: Circle fills in the others. */
export interface CctpBurnV2 {
  maxFee: bigint;
  feeExecuted: bigint;
  /** The last block of the destination at which it may be minted; 0 for no such end. Circle attests anew to what has expired. */
  expirationBlock: bigint;
  hookData: Hex;
}

/**
 * Reads the bytes of `MessageSent`. Layout: evm-cctp-contracts `Message.sol` (version field 0) and `MessageV2.sol`
 * (version field 1). Throws for any other version, and for a message that is shorter than its header.
 */
export function decodeCctpMessage(message: Hex): CctpMessage {
  const size = bytesIn(message);
  const version = size >= 4 ? Number(sliceHex(message, 0, 4)) : -1;
  const header = version === 0 ? 116 : version === 1 ? 148 : 0;
  if (header === 0) throw new Error(`a CCTP message of unknown version ${version}`);
  if (size < header) throw new Error(`a CCTP message of only ${size} bytes`);
  const common = {
    sourceDomain: Number(sliceHex(message, 4, 8)),
    destinationDomain: Number(sliceHex(message, 8, 12)),
    body: sliceHex(message, header),
  };
  return version === 0
    ? {
        ...common,
        version: 1,
        nonce: BigInt(sliceHex(message, 12, 20)),
        sender: sliceHex(message, 20, 52),
        recipient: sliceHex(message, 52, 84),
        destinationCaller: sliceHex(message, 84, 116),
        minFinalityThreshold: null,
      }
    : {
        ...common,
        version: 2,
        nonce: null,
        sender: sliceHex(message, 44, 76),
        recipient: sliceHex(message, 76, 108),
        destinationCaller: sliceHex(message, 108, 140),
        minFinalityThreshold: Number(sliceHex(message, 140, 144)),
      };
}

/**
 * Reads a message's body as a token transfer; null if it is not shaped like one. Layout: `BurnMessage.sol` (132 bytes)
 * and `BurnMessageV2.sol` (228 bytes, then hook data).
 */
export function decodeCctpBurn(version: 1 | 2, body: Hex): CctpBurn | null {
  const isShaped = version === 1 ? bytesIn(body) === 132 : bytesIn(body) >= 228;
  if (!isShaped || Number(sliceHex(body, 0, 4)) !== version - 1) return null;
  return {
    burnToken: sliceHex(body, 4, 36),
    mintRecipient: sliceHex(body, 36, 68),
    amount: BigInt(sliceHex(body, 68, 100)),
    messageSender: sliceHex(body, 100, 132),
    v2:
      version === 1
        ? null
        : {
            maxFee: BigInt(sliceHex(body, 132, 164)),
            feeExecuted: BigInt(sliceHex(body, 164, 196)),
            expirationBlock: BigInt(sliceHex(body, 196, 228)),
            hookData: sliceHex(body, 228),
          },
  };
}

/** The fields of a transfer's body as its origin knows them. */
export interface CctpBurnFields {
  burnToken: Hex;
  mintRecipient: Hex;
  amount: bigint;
  messageSender: Hex;
  maxFee: bigint;
  hookData: Hex;
}

/**
 * Writes the body of a token transfer as its origin does, before Circle fills in the executed fee and the expiration
 * block of version 2.
 */
export function encodeCctpBurn(version: 1 | 2, fields: CctpBurnFields): Hex {
  const { burnToken, mintRecipient, amount, messageSender, maxFee, hookData } = fields;
  const common = concat([
    numberToHex(version - 1, { size: 4 }),
    burnToken,
    mintRecipient,
    numberToHex(amount, { size: 32 }),
    messageSender,
  ]);
  if (version === 1) return common;
  const unknown = numberToHex(0, { size: 32 });
  return concat([common, numberToHex(maxFee, { size: 32 }), unknown, unknown, hookData]);
}

/** Everything that a burn's message says and its event says again, as bytes. */
export function contentOfBurn(message: CctpMessage): Hex {
  const { destinationDomain, recipient, destinationCaller, minFinalityThreshold, body } = message;
  return concat([
    numberToHex(destinationDomain, { size: 4 }),
    recipient,
    destinationCaller,
    numberToHex(minFinalityThreshold ?? 0, { size: 4 }),
    body,
  ]);
}
