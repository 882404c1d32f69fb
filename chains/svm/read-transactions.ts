import type { Connection } from '@solana/web3.js';
import { MidflightError } from '../../core/errors.ts';
import type { Span } from '../endpoints/span.ts';
import { absent } from './absent.ts';
import { fewAtOnce } from './few-at-once.ts';
import type { SvmTransaction } from './trace.ts';

const CONFIG = { commitment: 'confirmed', maxSupportedTransactionVersion: 1 } as const;

/** Makes a call of a method, and errors that say so. */
type Ask = <T>(method: string, call: () => Promise<T>) => Promise<T>;

/**
 * Reads transactions by signature and gives what `take` makes of each. They are taken as they come, and not kept: a range
 * may have thousands, of some 20 kB each. One that the node does not show is an error: it has listed it.
 */
export type ReadTransactions = <T>(
  signatures: readonly string[],
  take: (signature: string, transaction: SvmTransaction) => T,
) => Promise<T[]>;

/** Reads transactions in batches of a length that the endpoint has shown to take. */
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
}): ReadTransactions {
  const readBatch = async (signatures: readonly string[]): Promise<SvmTransaction[]> => {
    const most = Number(batches.next());
    if (signatures.length > most) {
      const shown: SvmTransaction[] = [];
      for (const part of partsOf(signatures, most)) shown.push(...(await readBatch(part)));
      return shown;
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
      // What took too long or came too often is not asked again here, and in shorter batches later.
      if (length > 1n && (isForSize(error) || isLater(error))) batches.refuse(length);
      if (length === 1n || !isForSize(error)) throw error;
      return readBatch(signatures);
    }
  };

  return async (signatures, take) => {
    const parts = partsOf(signatures, Number(batches.next()));
    const taken = await fewAtOnce(parts, async (asked) => {
      const shown = await readBatch(asked);
      // Answers to a batch come in any order, and web3.js does not look at their ids.
      const bySignature = new Map(shown.map((one) => [one.transaction.signatures[0] ?? '', one]));
      return asked.map((signature) => {
        const transaction = bySignature.get(signature);
        if (transaction) return take(signature, transaction);
        throw absent({ chainName, what: `transaction ${signature}, which it lists` });
      });
    });
    return taken.flat();
  };
}

const partsOf = (signatures: readonly string[], length: number): string[][] =>
  Array.from({ length: Math.ceil(signatures.length / length) }, (_, index) =>
    signatures.slice(index * length, (index + 1) * length),
  );

const has = (error: unknown, key: string): boolean =>
  error instanceof MidflightError && error.context[key] === true;

const isLater = (error: unknown): boolean => has(error, 'isTimeout') || has(error, 'isRateLimit');

/** Whether fewer transactions at once may do. Some endpoints forbid batches, to all or to those who do not pay. */
const isForSize = (error: unknown): boolean =>
  error instanceof MidflightError &&
  (error.code === 'rpc_refused' ||
    has(error, 'isForbidden') ||
    (error.code === 'rpc_malformed' && !has(error, 'isAbsent')));
