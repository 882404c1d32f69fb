import type { Hex } from '../../core/raw-log.ts';
import type { Asked } from './asked.ts';
import { bitsOf, isAllOnes, isAllZero, setBits } from './bloom.ts';
import { contradiction } from '../endpoints/contradiction.ts';
import type { EvmHeader } from './parse/header.ts';
import { parseBytes, toQuantity } from './parse/hex.ts';
import type { EvmLog } from './parse/log.ts';
import { Malformed, parseRecord } from './parse/malformed.ts';
import { parseReceiptLogs, type ReceiptLogs } from './parse/receipt.ts';
import { isUnserved } from './query-logs.ts';
import type { Rpc } from './rpc.ts';

/**
 * The wanted logs of a block as its receipts have them: they are the block's own, where an index of logs may have gaps.
 * All receipts at once, or one by one where the node does not serve that.
 *
 * @param options.isOneRequest not one by one: that is a request for each transaction
 */
export async function readReceiptLogs(
  { rpc, chainName }: { rpc: Rpc; chainName: string },
  { number, hash, bloom }: EvmHeader,
  asked: Asked,
  { isOneRequest = false }: { isOneRequest?: boolean } = {},
): Promise<EvmLog[]> {
  const receipts = await (isOneRequest ? receiptsAtOnce : allReceipts)(rpc, number);
  if (receipts.some(({ blockHash }) => blockHash !== hash)) {
    throw contradiction(chainName, number, 'its receipts are of another block');
  }
  const logs = receipts.flatMap(({ logs }) => logs);
  if (bloom !== null && !isAllOnes(bloom) && !isCovered(bloom, logs)) {
    throw contradiction(chainName, number, 'its receipts do not make up its bloom');
  }
  // Nothing in an empty answer speaks for it, where the bloom does not.
  if (receipts.length === 0 && (bloom === null || isAllOnes(bloom) || isAllZero(bloom))) {
    throw contradiction(chainName, number, 'it has no receipts');
  }
  return logs.filter(asked.hasLog);
}

/** Whether these are all logs of a block with this bloom, as far as it can tell. */
const isCovered = (bloom: Hex, logs: readonly EvmLog[]): boolean => {
  const items = new Set(logs.flatMap(({ address, topics }) => [address, ...topics]));
  const made = new Set([...items].flatMap(bitsOf));
  return setBits(bloom).every((bit) => made.has(bit));
};

const receiptsAtOnce = (rpc: Rpc, number: bigint): Promise<ReceiptLogs[]> =>
  rpc.call('eth_getBlockReceipts', [toQuantity(number)], (answer) =>
    parseList(answer, '').map(parseReceiptLogs),
  );

async function allReceipts(rpc: Rpc, number: bigint): Promise<ReceiptLogs[]> {
  try {
    return await receiptsAtOnce(rpc, number);
  } catch (error) {
    if (!isUnserved(error)) throw error;
  }
  const transactions = await rpc.call(
    'eth_getBlockByNumber',
    [toQuantity(number), false],
    (answer) => {
      const { transactions } = parseRecord(answer, '');
      return parseList(transactions, 'transactions').map((hash, index) =>
        parseBytes(hash, 32, `transactions.${index}`),
      );
    },
  );
  return Promise.all(
    transactions.map((hash) => rpc.call('eth_getTransactionReceipt', [hash], parseReceiptLogs)),
  );
}

function parseList(answer: unknown, path: string): unknown[] {
  if (!Array.isArray(answer)) throw new Malformed(path, 'must be a list');
  return answer;
}
