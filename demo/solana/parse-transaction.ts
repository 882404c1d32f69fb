import { base58 } from '@scure/base';
import { VersionedTransaction } from '@solana/web3.js';
import type { VersionedMessage } from '@solana/web3.js';

import { rpcErrors } from './rpc-error.ts';

const transactionBytesMax = 1_232;

/** A transaction as somebody sent it. */
export interface Incoming {
  /** The payer's signature, which names the transaction. */
  readonly signature: string;
  readonly signatures: readonly Uint8Array[];
  readonly raw: Buffer;
  readonly message: VersionedMessage;
}

/** Reads a transaction from its bytes, or throws what a node answers to bytes that are none. */
export function parseTransaction(raw: Buffer): Incoming {
  if (raw.length > transactionBytesMax) {
    throw rpcErrors.invalidParams(
      `decoded solana_transaction::versioned::VersionedTransaction too large: ${raw.length} bytes (max: ${transactionBytesMax} bytes)`,
    );
  }
  const { signatures, message } = deserialize(raw);
  const [first] = signatures;
  if (first === undefined || signatures.length !== message.header.numRequiredSignatures) {
    throw rpcErrors.invalidParams(
      'invalid transaction: Transaction failed to sanitize accounts offsets correctly',
    );
  }
  return { signature: base58.encode(first), signatures, raw, message };
}

function deserialize(raw: Buffer): VersionedTransaction {
  try {
    return VersionedTransaction.deserialize(raw);
  } catch (error) {
    throw rpcErrors.invalidParams(
      `failed to deserialize solana_transaction::versioned::VersionedTransaction: ${String(error)}`,
    );
  }
}
