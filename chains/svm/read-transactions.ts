import type { Connection } from '@solana/web3.js';
import { MidflightError } from '../../core/errors.ts';
import type { Span } from '../endpoints/span.ts';
import { absent } from './absent.ts';
import type { SvmTransaction } from './trace.ts';

const CONFIG = { commitment: 'confirmed', maxSupportedTransactionVersion: 1 } as const;

/** Makes a call of a method, and errors that say so. */
type Ask = <T>(method: string, call: () => Promise<T>) => Promise<T>;

/**
 * Reads transactions in batches of a length that the endpoint has shown to take, by signature. One that the node does not
 * show is an error: it has listed it.
 */
export function createTransactionsReader({
  connection,
  chainName,
  ask,
  batches,
}: {
  connection: Connection;
  chainName: string;
  ask: Ask;
  batches: Span;
}): (signatures: readonly string[]) => Promise<Map<string, SvmTransaction>> {
  const readAll = async (signatures: readonly string[]): Promise<SvmTransaction[]> => {
    const most = Number(batches.next());
    if (signatures.length > most) {
      const parts = [signatures.slice(0, most), signatures.slice(most)];
      return (await Promise.all(parts.map(readAll))).flat();
    }
    const [first] = signatures;
    if (first === undefined) return [];
    const length = BigInt(signatures.length);
    try {
      const answers = await ask('getTransaction', async () =>
        length === 1n
          ? [await connection.getTransaction(first, CONFIG)]
          : connection.getTransactions([...signatures], CONFIG),
      );
      batches.accept(length, 0);
      const shown = answers.filter((answer) => answer !== null);
      if (shown.length === signatures.length) return shown;
      const lacking = signatures.length - shown.length;
      throw absent({ chainName, what: `${lacking} of the transactions that it lists` });
    } catch (error) {
      // What took too long is not asked again here, and in shorter batches later.
      if (length > 1n && (isForSize(error) || isTimeout(error))) batches.refuse(length);
      if (length === 1n || !isForSize(error)) throw error;
      return readAll(signatures);
    }
  };

  return async (signatures) => {
    // Answers to a batch come in any order, and web3.js does not look at their ids.
    const shown = await readAll(signatures);
    const bySignature = new Map(shown.map((one) => [one.transaction.signatures[0] ?? '', one]));
    const other = signatures.find((signature) => !bySignature.has(signature));
    if (other === undefined) return bySignature;
    throw absent({ chainName, what: `transaction ${other}, which it lists` });
  };
}

const isTimeout = (error: unknown): boolean =>
  error instanceof MidflightError && error.context['isTimeout'] === true;

/** Whether fewer transactions at once may do. */
const isForSize = (error: unknown): boolean =>
  error instanceof MidflightError &&
  (error.code === 'rpc_refused' ||
    (error.code === 'rpc_malformed' && error.context['isAbsent'] !== true));
