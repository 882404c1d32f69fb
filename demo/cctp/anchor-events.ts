import type { PublicKey } from '@solana/web3.js';
import { concatBytes, hexToBytes, zeroHash } from 'viem';

import { bytes, discriminator, unsigned } from '../solana/borsh.ts';
import { encodeBody } from './message.ts';
import type { Attestation, Message } from './message.ts';

/** What Circle's token messenger on Solana reports of a burn (`events.rs`, `DepositForBurn` of either version). */
export function depositForBurn(message: Message): Uint8Array {
  const { version, nonce, burnToken, amount, messageSender, mintRecipient } = message;
  const { destinationDomain, recipient, maxFee, minFinalityThreshold } = message;
  return concatBytes([
    discriminator('event:DepositForBurn'),
    ...(version === 1 ? [unsigned(nonce ?? 0n, 8)] : []),
    hexToBytes(burnToken),
    unsigned(amount, 8),
    hexToBytes(messageSender),
    hexToBytes(mintRecipient),
    unsigned(destinationDomain, 4),
    hexToBytes(recipient),
    hexToBytes(zeroHash),
    ...(version === 1 ? [] : [unsigned(maxFee, 8), unsigned(minFinalityThreshold, 4), bytes('0x')]),
  ]);
}

/** What Circle's message transmitter on Solana reports when it takes a message (`MessageReceived` of either version). */
export function messageReceived(
  message: Message,
  attestation: Attestation,
  caller: PublicKey,
): Uint8Array {
  const { version, sourceDomain, sender } = message;
  const { nonce, finalityThresholdExecuted } = attestation;
  return concatBytes([
    discriminator('event:MessageReceived'),
    caller.toBytes(),
    unsigned(sourceDomain, 4),
    typeof nonce === 'bigint' ? unsigned(nonce, 8) : hexToBytes(nonce),
    hexToBytes(sender),
    ...(version === 1 ? [] : [unsigned(finalityThresholdExecuted, 4)]),
    bytes(encodeBody(message, attestation)),
  ]);
}
