import type { Call, Hex } from '../../../core/raw-log.ts';
import { parseBytes, parseHex, parseQuantity } from './hex.ts';
import { Malformed, parseRecord } from './malformed.ts';

/** A transaction of a block as a node shows it. Hashes, addresses and the input are in lower case. */
export interface EvmTransaction extends Call {
  hash: Hex;
  block: { number: bigint; hash: Hex };
}

/** Null while it is in no block, and where the node has none. */
export function parseTransaction(answer: unknown): EvmTransaction | null {
  if (answer === null) return null;
  const { hash, from, to, input, blockHash, blockNumber } = parseRecord(answer, '');
  if (blockHash === null || blockHash === undefined) return null;
  return {
    hash: parseBytes(hash, 32, 'hash'),
    from: parseBytes(from, 20, 'from'),
    to: to === null || to === undefined ? null : parseBytes(to, 20, 'to'),
    input: parseHex(input, 'input'),
    block: {
      number: parseQuantity(blockNumber, 'blockNumber'),
      hash: parseBytes(blockHash, 32, 'blockHash'),
    },
  };
}

/**
 * The transactions of a block that are wanted. Of the others nothing is checked: chains have transactions of their
 * own, and one of a strange form must not hide the one that is looked for.
 */
export function parseTransactions(
  answer: unknown,
  isWanted: (transaction: { hash: unknown; input: Hex }) => boolean,
): EvmTransaction[] {
  const { transactions } = parseRecord(answer, '');
  if (!Array.isArray(transactions)) throw new Malformed('transactions', 'must be a list');
  return transactions.flatMap((transaction: unknown, index) => {
    const { hash, input } = parseRecord(transaction, `transactions.${index}`);
    if (!isWanted({ hash, input: parseHex(input, `transactions.${index}.input`) })) return [];
    try {
      return parseTransaction(transaction) ?? [];
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      throw new Malformed(`transactions.${index}.${error.path}`, error.message);
    }
  });
}
