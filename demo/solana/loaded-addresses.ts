import { base58 } from '@scure/base';
import type { VersionedMessage } from '@solana/web3.js';

import type { Account } from './bank.ts';

const tableHeaderBytes = 56;
const keyBytes = 32;

/** The addresses that a transaction names by their place in a lookup table. */
export interface LoadedAddresses {
  readonly writable: readonly string[];
  readonly readonly: readonly string[];
}

/**
 * Looks up what a message of version 0 refers to; nothing for other messages. What a table does not hold is left out:
 * the runtime refuses such a transaction.
 */
export function loadedAddresses(
  message: VersionedMessage,
  account: (address: string) => Account | undefined,
): LoadedAddresses {
  const lookups = message.addressTableLookups.map((lookup) => {
    const data = account(lookup.accountKey.toBase58())?.data ?? new Uint8Array();
    const at = (index: number) => {
      const from = tableHeaderBytes + keyBytes * index;
      return from + keyBytes <= data.length
        ? [base58.encode(data.subarray(from, from + keyBytes))]
        : [];
    };
    return {
      writable: lookup.writableIndexes.flatMap(at),
      readonly: lookup.readonlyIndexes.flatMap(at),
    };
  });
  // All writable ones come before all readonly ones, each in the order of their tables.
  return {
    writable: lookups.flatMap(({ writable }) => writable),
    readonly: lookups.flatMap(({ readonly }) => readonly),
  };
}
