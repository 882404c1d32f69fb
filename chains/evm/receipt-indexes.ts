import { MidflightError } from '../../core/errors.ts';
import type { LogFilter } from '../../core/raw-log.ts';
import type { Clock } from '../endpoints/clock.ts';
import { contradiction } from '../endpoints/contradiction.ts';
import type { Rpc } from './rpc.ts';
import type { EvmLog } from './parse/log.ts';
import { orNull } from './parse/malformed.ts';
import { parseReceipt } from './parse/receipt.ts';

/** How often a node that shows a log is asked for its receipt, and how long it gets to find it. */
const TRIES_MAX = 8;
const PAUSE_MS = 500;

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
      const receipt = await findReceipt(rpc, transactionHash, clock);
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

/** The receipt; null if the node has none after all tries, or has no receipts at all. */
async function findReceipt(rpc: Rpc, transaction: string, { sleep }: Clock) {
  for (let tries = 1; tries <= TRIES_MAX; tries += 1) {
    if (tries > 1) await sleep(PAUSE_MS);
    try {
      const params = [transaction];
      const receipt = await rpc.call('eth_getTransactionReceipt', params, orNull(parseReceipt));
      if (receipt) return receipt;
    } catch (error) {
      // A node that refuses receipts, for whatever reason, must not hold up the logs that it does show.
      if (!(error instanceof MidflightError)) throw error;
      if (error.code === 'rpc_method_missing') return null;
      const isAbsent = error.context['isAbsent'] === true;
      if (error.code !== 'rpc_refused' && !isAbsent) throw error;
    }
  }
  return null;
}
