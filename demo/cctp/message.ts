import { concat, numberToHex, zeroHash } from 'viem';
import type { Hex } from 'viem';

export type Version = 1 | 2;

/** A transfer of tokens, as it is written at its origin. Addresses have 32 bytes. */
export interface Message {
  readonly version: Version;
  readonly sourceDomain: number;
  readonly destinationDomain: number;
  /** Only version 1 has one at the origin; in version 2 Circle gives it with the attestation. */
  readonly nonce: bigint | undefined;
  /** Circle's token messenger at the origin, and the one at the destination. */
  readonly sender: Hex;
  readonly recipient: Hex;
  readonly burnToken: Hex;
  readonly mintRecipient: Hex;
  /** In the token's smallest unit: a USDC has a million. */
  readonly amount: bigint;
  readonly messageSender: Hex;
  /** The most that Circle may keep; 0 in version 1. */
  readonly maxFee: bigint;
  /** From which finality on it may be attested; version 2 only. */
  readonly minFinalityThreshold: number;
}

/** Circle's numbers for "confirmed is enough", for a fee, and "not before it is finalized". */
export const thresholds = { confirmed: 1_000, finalized: 2_000 } as const;

/** What Circle adds to a message when it signs it. */
export interface Attestation {
  readonly nonce: bigint | Hex;
  readonly feeExecuted: bigint;
  readonly expirationBlock: bigint;
  readonly finalityThresholdExecuted: number;
}

const unattested = { feeExecuted: 0n, expirationBlock: 0n };

/** The bytes of `MessageSent`: a header (`Message.sol`, `MessageV2.sol`), then the body. Anybody may deliver it. */
export function encodeMessage(message: Message): Hex {
  const { version, sourceDomain, destinationDomain, nonce, sender, recipient } = message;
  return concat([
    u32(version - 1),
    u32(sourceDomain),
    u32(destinationDomain),
    version === 1 ? numberToHex(nonce ?? 0n, { size: 8 }) : zeroHash,
    sender,
    recipient,
    zeroHash,
    ...(version === 1 ? [] : [u32(message.minFinalityThreshold), u32(0)]),
    encodeBody(message),
  ]);
}

/** The body (`BurnMessage.sol`, `BurnMessageV2.sol`), as it is at the origin or, with an attestation, at the destination. */
export function encodeBody(
  message: Message,
  attestation: Pick<Attestation, 'feeExecuted' | 'expirationBlock'> = unattested,
): Hex {
  const { version, burnToken, mintRecipient, amount, messageSender, maxFee } = message;
  const { feeExecuted, expirationBlock } = attestation;
  return concat([
    u32(version - 1),
    burnToken,
    mintRecipient,
    u256(amount),
    messageSender,
    ...(version === 1 ? [] : [u256(maxFee), u256(feeExecuted), u256(expirationBlock)]),
  ]);
}

const u32 = (value: number) => numberToHex(value, { size: 4 });
const u256 = (value: bigint) => numberToHex(value, { size: 32 });
