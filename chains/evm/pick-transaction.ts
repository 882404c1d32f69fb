import type { Lookup } from '../../core/lookup.ts';
import { contradiction } from '../endpoints/contradiction.ts';
import { orNull } from './parse/malformed.ts';
import { parseStatus } from './parse/receipt.ts';
import type { EvmTransaction } from './parse/transaction.ts';
import type { Rpc } from './rpc.ts';

/** Whether a transaction's input holds every piece that a lookup is known by, each of them on whole bytes. */
export function hasMarks(input: string, { marks }: Pick<Lookup, 'marks'>): boolean {
  return marks.every((mark) => holds(input, mark.slice(2).toLowerCase()));
}

function holds(input: string, piece: string): boolean {
  let at = input.indexOf(piece, 2);
  while (at >= 0 && at % 2 !== 0) at = input.indexOf(piece, at + 1);
  return at >= 0;
}

/**
 * The one of some transactions with a lookup's marks that did it; undefined if there is none. Others may have tried the same
 * and failed, so that receipts are asked for. A call of the lookup's own contract is preferred.
 */
export async function pickTransaction(
  { rpc, chainName }: { rpc: Rpc; chainName: string },
  transactions: readonly EvmTransaction[],
  { callee }: Pick<Lookup, 'callee'>,
): Promise<EvmTransaction | undefined> {
  const outcomes = await Promise.all(
    transactions.map(async ({ hash, block }) => {
      const receipt = await rpc.call('eth_getTransactionReceipt', [hash], orNull(parseStatus));
      if (receipt && receipt.blockHash !== block.hash) {
        throw contradiction(chainName, block.number, 'a receipt is of another block');
      }
      return receipt?.isSuccess ?? null;
    }),
  );
  const ofOutcome = (outcome: boolean | null) => {
    const own = transactions.filter((_, index) => outcomes[index] === outcome);
    return own.find(({ to }) => to === callee.toLowerCase()) ?? own[0];
  };
  // Where the node has no receipts, nothing speaks against them.
  return ofOutcome(true) ?? ofOutcome(null);
}
