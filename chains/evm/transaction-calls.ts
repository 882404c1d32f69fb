import type { Call, LogFilter } from '../../core/raw-log.ts';
import type { Clock } from '../endpoints/clock.ts';
import { contradiction } from '../endpoints/contradiction.ts';
import { findByHash } from './find-by-hash.ts';
import type { EvmLog } from './parse/log.ts';
import { parseTransaction } from './parse/transaction.ts';
import type { Rpc } from './rpc.ts';

/**
 * The calls of the transactions whose logs need them, by transaction. One request for each transaction. Where a node does
 * not serve them the logs stay without, and nothing waits.
 */
export async function transactionCalls(
  {
    rpc,
    chainName,
    clock,
    warn,
  }: { rpc: Rpc; chainName: string; clock: Clock; warn: (message: string) => void },
  logs: readonly EvmLog[],
  { callTopics = [] }: LogFilter,
): Promise<Map<string, Call>> {
  if (callTopics.length === 0) return new Map();
  const wanted = logs.filter(({ topics: [topic] }) => callTopics.includes(topic ?? '0x'));
  const transactions = new Map(wanted.map((log) => [log.transactionHash, log]));
  const calls = await Promise.all(
    [...transactions.values()].map(async ({ transactionHash, blockHash, blockNumber }) => {
      const transaction = await findByHash(
        { rpc, clock },
        'eth_getTransactionByHash',
        transactionHash,
        parseTransaction,
      );
      if (!transaction) {
        warn(
          `${chainName} does not serve the transaction ${transactionHash}; what its call tells is missing`,
        );
        return [];
      }
      const { hash, block, from, to, input } = transaction;
      if (hash !== transactionHash || block.hash !== blockHash) {
        throw contradiction(chainName, blockNumber, 'a transaction is not the one of its log');
      }
      return [[hash, { from, to, input }] as const];
    }),
  );
  return new Map<string, Call>(calls.flat());
}
