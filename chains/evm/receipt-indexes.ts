import type { LogFilter } from '../../core/raw-log.ts';
import type { Clock } from '../endpoints/clock.ts';
import { contradiction } from '../endpoints/contradiction.ts';
import { findByHash } from './find-by-hash.ts';
import type { Rpc } from './rpc.ts';
import type { EvmLog } from './parse/log.ts';
import { orNull } from './parse/malformed.ts';
import { parseReceipt } from './parse/receipt.ts';

/**
 * Where each wanted log stands in its transaction's receipt, by `<block hash> <log index>`. One request for each
 * transaction. Where a node has no receipts the logs stay without: their legs then carry weaker links, and nothing waits.
 */
export async function receiptIndexes(
  {
    rpc,
    chainName,
    clock,
    warn,
  }: { rpc: Rpc; chainName: string; clock: Clock; warn: (message: string) => void },
  logs: readonly EvmLog[],
  filter: LogFilter,
): Promise<Map<string, number>> {
  const wanted = logs.filter(({ topics: [topic] }) =>
    filter.receiptIndexTopics.includes(topic ?? '0x'),
  );
  const transactions = new Map(wanted.map((log) => [log.transactionHash, log]));
  const places = await Promise.all(
    [...transactions.values()].map(async ({ transactionHash, blockHash, blockNumber }) => {
      const receipt = await findByHash(
        { rpc, clock },
        'eth_getTransactionReceipt',
        transactionHash,
        orNull(parseReceipt),
      );
      if (!receipt) {
        warn(
          `${chainName} does not serve the receipt of ${transactionHash}; its legs join by content instead`,
        );
        return [];
      }
      if (receipt.blockHash !== blockHash) throw contradiction(chainName, blockNumber);
      return receipt.logIndexes.map((logIndex, place): [string, number] => [
        `${blockHash} ${logIndex}`,
        place,
      ]);
    }),
  );
  return new Map(places.flat());
}
