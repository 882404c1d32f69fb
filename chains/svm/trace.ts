/**
 * What is used of a transaction as nodes answer `getTransaction` (encoding `json`), and as web3.js's `Connection` gives
 * it back: the latter has made objects of keys and messages, and calls some fields by other names.
 */
export interface SvmTransaction {
  slot: number;
  blockTime?: number | null;
  meta: TransactionMeta | null;
  transaction: { signatures: readonly string[]; message: TransactionMessage };
}

/** A key as text, or as web3.js's `PublicKey`, whose `toString` gives the same text. */
type Key = string | { toString: () => string };

interface TransactionMeta {
  err: unknown;
  logMessages?: readonly string[] | null;
  innerInstructions?:
    | readonly { index: number; instructions: readonly InnerInstruction[] }[]
    | null;
  loadedAddresses?: { writable: readonly Key[]; readonly: readonly Key[] } | null | undefined;
}

interface InnerInstruction {
  programIdIndex: number;
  accounts?: readonly number[];
  data: string;
  /** 1 for an instruction of the transaction itself, 2 for what that calls; nodes before 1.14 do not tell. */
  stackHeight?: number | null;
}

/** Nodes write the data in base58; web3.js has decoded it. */
interface OuterInstruction {
  programIdIndex: number;
  accounts?: readonly number[];
  /** What web3.js calls the accounts. */
  accountKeyIndexes?: readonly number[];
  data?: string | Uint8Array;
}

interface TransactionMessage {
  staticAccountKeys?: readonly Key[];
  accountKeys?: readonly Key[];
  compiledInstructions?: readonly OuterInstruction[];
  instructions?: readonly OuterInstruction[];
}

/** One instruction as it was executed. */
export interface TracedInstruction {
  /** How many instructions of the transaction were begun before it. */
  place: number;
  program: string;
  /** The accounts that it was given, in its own order. */
  accounts: readonly string[];
  /** Null where the node does not tell. */
  stackHeight: number | null;
  /** In base58, or decoded; absent where it was not recorded. */
  data?: string | Uint8Array;
}

/**
 * A transaction's instructions in the order in which they were begun. A program's index counts through the keys in the
 * message, then those that its lookup tables gave to write to, then those to read.
 */
export function traceOf({ meta, transaction: { message } }: SvmTransaction): TracedInstruction[] {
  const { writable = [], readonly = [] } = meta?.loadedAddresses ?? {};
  const own = message.staticAccountKeys ?? message.accountKeys ?? [];
  const keys = [...own, ...writable, ...readonly].map(String);
  const keyAt = (index: number) => keys[index] ?? '';
  const inner = new Map(
    (meta?.innerInstructions ?? []).map(({ index, instructions }) => [index, instructions]),
  );
  const outer = message.compiledInstructions ?? message.instructions ?? [];
  return outer
    .flatMap((own, index): Omit<TracedInstruction, 'place'>[] => [
      {
        program: keyAt(own.programIdIndex),
        accounts: (own.accountKeyIndexes ?? own.accounts ?? []).map(keyAt),
        stackHeight: 1,
        ...(own.data !== undefined && { data: own.data }),
      },
      ...(inner.get(index) ?? []).map((called) => ({
        program: keyAt(called.programIdIndex),
        accounts: (called.accounts ?? []).map(keyAt),
        stackHeight: called.stackHeight ?? null,
        data: called.data,
      })),
    ])
    .map((instruction, place) => ({ ...instruction, place }));
}
