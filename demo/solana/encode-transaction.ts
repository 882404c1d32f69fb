import { base58 } from '@scure/base';
import { VersionedTransaction } from '@solana/web3.js';

import type { Executed } from './bank.ts';
import type { Landed } from './ledger.ts';
import { rpcErrors } from './rpc-error.ts';

export const encodings = ['json', 'base64', 'base58'] as const;

export interface EncodingOptions {
  readonly encoding: (typeof encodings)[number];
  /** Without it only legacy transactions are shown, and no versions. */
  readonly maxSupportedTransactionVersion?: number | undefined;
}

/** A transaction as nodes show it, alone and in its block: the message with what came of it. */
export function encodeTransaction(
  { raw, executed }: Landed,
  { encoding, maxSupportedTransactionVersion: versionMax }: EncodingOptions,
) {
  const { message, signatures } = VersionedTransaction.deserialize(raw);
  const { version } = message;
  if (version !== 'legacy' && (versionMax === undefined || version > versionMax)) {
    throw rpcErrors.unsupportedVersion(version);
  }
  return {
    transaction:
      encoding === 'json'
        ? {
            signatures: signatures.map((signature) => base58.encode(signature)),
            message: encodeMessage(message),
          }
        : [encoding === 'base64' ? raw.toString('base64') : base58.encode(raw), encoding],
    meta: encodeMeta(executed),
    ...(versionMax === undefined ? {} : { version }),
  };
}

function encodeMessage(message: VersionedTransaction['message']) {
  const { numRequiredSignatures, numReadonlySignedAccounts, numReadonlyUnsignedAccounts } =
    message.header;
  return {
    header: { numRequiredSignatures, numReadonlySignedAccounts, numReadonlyUnsignedAccounts },
    // What was loaded through lookup tables stands in the meta alone; indexes run on into it.
    accountKeys: message.staticAccountKeys.map((key) => key.toBase58()),
    recentBlockhash: message.recentBlockhash,
    instructions: message.compiledInstructions.map((instruction) => ({
      programIdIndex: instruction.programIdIndex,
      accounts: [...instruction.accountKeyIndexes],
      data: base58.encode(Uint8Array.from(instruction.data)),
      stackHeight: 1,
    })),
    ...(message.version === 'legacy'
      ? {}
      : {
          addressTableLookups: message.addressTableLookups.map((lookup) => ({
            accountKey: lookup.accountKey.toBase58(),
            writableIndexes: [...lookup.writableIndexes],
            readonlyIndexes: [...lookup.readonlyIndexes],
          })),
        }),
  };
}

function encodeMeta(executed: Executed) {
  const { error, fee, balances, inner, logs, loaded, unitsConsumed, returned } = executed;
  return {
    err: error,
    status: error === null ? { Ok: null } : { Err: error },
    fee,
    preBalances: balances.before.map(Number),
    postBalances: balances.after.map(Number),
    innerInstructions: encodeInner(inner),
    logMessages: logs,
    preTokenBalances: [],
    postTokenBalances: [],
    rewards: [],
    loadedAddresses: loaded,
    computeUnitsConsumed: unitsConsumed,
    ...(returned === undefined ? {} : { returnData: encodeReturned(returned) }),
  };
}

export function encodeInner(inner: Executed['inner']) {
  return inner.map(({ index, instructions }) => ({
    index,
    instructions: instructions.map((instruction) => ({
      ...instruction,
      data: base58.encode(Uint8Array.from(instruction.data)),
    })),
  }));
}

export function encodeReturned({ programId, data }: NonNullable<Executed['returned']>) {
  return { programId, data: [Buffer.from(data).toString('base64'), 'base64'] };
}
