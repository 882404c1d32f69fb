import { base58 } from '@scure/base';
import { FailedTransactionMetadata } from 'litesvm';
import type { TransactionMetadata } from 'litesvm';

import { transactionError } from './transaction-error.ts';
import type { TransactionError } from './transaction-error.ts';

/** What the virtual machine says of a transaction. */
export interface Outcome {
  readonly error: TransactionError | null;
  readonly logs: readonly string[];
  readonly unitsConsumed: number;
  /** The inner instructions of each instruction that has some. */
  readonly inner: readonly { index: number; instructions: readonly InnerInstruction[] }[];
  readonly returned: { readonly programId: string; readonly data: Uint8Array } | undefined;
}

export interface InnerInstruction {
  readonly programIdIndex: number;
  readonly accounts: readonly number[];
  readonly data: Uint8Array;
  readonly stackHeight: number;
}

/** Reads what litesvm returns, success or failure. */
export function outcomeOf(result: TransactionMetadata | FailedTransactionMetadata): Outcome {
  const failed = result instanceof FailedTransactionMetadata;
  const meta = failed ? result.meta() : result;
  const returned = meta.returnData();
  return {
    error: failed ? transactionError(result) : null,
    logs: meta.logs(),
    unitsConsumed: Number(meta.computeUnitsConsumed()),
    inner: meta.innerInstructions().flatMap((list, index) => {
      if (list.length === 0) return [];
      const instructions = list.map((inner) => {
        const instruction = inner.instruction();
        return {
          programIdIndex: instruction.programIdIndex(),
          accounts: [...instruction.accounts()],
          data: instruction.data(),
          stackHeight: inner.stackHeight(),
        };
      });
      return [{ index, instructions }];
    }),
    returned:
      returned.data().length === 0
        ? undefined
        : { programId: base58.encode(returned.programId()), data: returned.data() },
  };
}
