import type { FailedTransactionMetadata } from 'litesvm';

/** Why a transaction failed, as nodes put it into JSON: a name, or a name with what belongs to it. */
export type TransactionError = string | { readonly [name: string]: unknown };

/**
 * Reads litesvm's error. Its own values are numbers of an enum that it does not export, so this reads the text that Rust
 * prints, which has the names.
 *
 * @example transactionError(failed) // { InstructionError: [0, { Custom: 1 }] }
 */
export function transactionError(failed: FailedTransactionMetadata): TransactionError {
  const text = failed.toString();
  const error = /\{ err: (.+?), meta: /s.exec(text)?.[1];
  if (error === undefined) throw new Error(`litesvm tells its errors in another way now: ${text}`);

  const [, index, inner] = /^InstructionError\((\d+), (.+)\)$/s.exec(error) ?? [];
  if (inner !== undefined) return { InstructionError: [Number(index), instructionError(inner)] };
  const [, name = '', field, value] = /^(\w+) \{ (\w+): (\d+) \}$/.exec(error) ?? [];
  if (field !== undefined) return { [name]: { [field]: Number(value) } };
  const [, tuple, number] = /^(\w+)\((\d+)\)$/.exec(error) ?? [];
  return tuple === undefined ? error : { [tuple]: Number(number) };
}

function instructionError(text: string): TransactionError {
  const code = /^Custom\((\d+)\)$/.exec(text)?.[1];
  if (code !== undefined) return { Custom: Number(code) };
  // `BorshIoError("Unknown")` and such: nodes show the name alone.
  return /^\w+/.exec(text)?.[0] ?? text;
}

const sentences: Record<string, string> = {
  AccountNotFound: 'Attempt to debit an account but found no record of a prior credit.',
  AlreadyProcessed: 'This transaction has already been processed',
  BlockhashNotFound: 'Blockhash not found',
  InsufficientFundsForFee: 'Insufficient funds for fee',
  SignatureFailure: 'Transaction did not pass signature verification',
};

/** @example describeError({ InstructionError: [0, { Custom: 1 }] }) // 'Error processing Instruction 0: custom program error: 0x1' */
export function describeError(error: TransactionError): string {
  if (typeof error === 'string') return sentences[error] ?? error;
  if (!Array.isArray(error['InstructionError'])) return JSON.stringify(error);
  // CAST: made above.
  const [index, inner] = error['InstructionError'] as [number, TransactionError];
  const what =
    typeof inner === 'string'
      ? inner
      : `custom program error: 0x${Number(inner['Custom']).toString(16)}`;
  return `Error processing Instruction ${index}: ${what}`;
}
