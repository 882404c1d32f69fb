import { TransactionMessage, VersionedTransaction } from '@solana/web3.js';
import type { AddressLookupTableAccount, TransactionInstruction } from '@solana/web3.js';

import type { Signer } from './signer.ts';

export interface TransactionParts {
  readonly payer: Signer;
  readonly blockhash: string;
  readonly instructions: readonly TransactionInstruction[];
  /** Whoever else has to sign. */
  readonly signers?: readonly Signer[];
  /** With them the transaction is of version 0, and what they hold is loaded from them. */
  readonly lookupTables?: readonly AddressLookupTableAccount[];
}

/** The bytes of a signed transaction, ready to be sent. */
export function buildTransaction(parts: TransactionParts): Buffer {
  const { payer, blockhash, instructions, signers = [], lookupTables } = parts;
  const unsigned = new TransactionMessage({
    payerKey: payer.publicKey,
    recentBlockhash: blockhash,
    instructions: [...instructions],
  });
  const message =
    lookupTables === undefined
      ? unsigned.compileToLegacyMessage()
      : unsigned.compileToV0Message([...lookupTables]);
  const bytes = message.serialize();

  const required = message.staticAccountKeys.slice(0, message.header.numRequiredSignatures);
  const signatures = required.map((key) => {
    const signer = [payer, ...signers].find(({ publicKey }) => publicKey.equals(key));
    if (signer === undefined) throw new Error(`The signature of ${key.toBase58()} is missing.`);
    return signer.sign(bytes);
  });
  return Buffer.from(new VersionedTransaction(message, signatures).serialize());
}
