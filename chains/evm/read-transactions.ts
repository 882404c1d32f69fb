import type { Header } from '../../core/header.ts';
import { contradiction } from '../endpoints/contradiction.ts';
import { parseHeader, plainHeader } from './parse/header.ts';
import { toQuantity } from './parse/hex.ts';
import { parseTransactions, type EvmTransaction } from './parse/transaction.ts';
import type { Rpc } from './rpc.ts';

/** A block with those of its transactions that are wanted. */
export async function readTransactions(
  { rpc, chainName }: { rpc: Rpc; chainName: string },
  number: bigint,
  isWanted: Parameters<typeof parseTransactions>[1],
): Promise<{ header: Header; transactions: EvmTransaction[] }> {
  const answer = await rpc.call('eth_getBlockByNumber', [toQuantity(number), true], (block) => ({
    header: plainHeader(parseHeader(block)),
    transactions: parseTransactions(block, isWanted),
  }));
  const { header, transactions } = answer;
  if (header.number !== number) throw contradiction(chainName, number);
  if (transactions.some(({ block }) => block.hash !== header.hash)) {
    throw contradiction(chainName, number, 'a transaction of another block');
  }
  return answer;
}
