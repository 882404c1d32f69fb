import { MidflightError } from '../../core/errors.ts';
import { receiptAskedBy } from '../../core/lookup.ts';
import type { Hex } from '../../core/raw-log.ts';
import { parseHex, toQuantity } from './parse/hex.ts';
import { orNull } from './parse/malformed.ts';
import { parseOutcome } from './parse/receipt.ts';
import { isAbsent, isUnserved } from './query-logs.ts';
import type { Rpc } from './rpc.ts';

/** A view of a contract: whom to ask, and with which call data. */
export interface View {
  to: Hex;
  data: Hex;
}

/** What a view answers; `nothing` where there is no such contract, or it has no such view. */
export type Shown = 'zero' | 'set' | 'nothing';

/** What a view answers by the state after a block. */
export async function readView(rpc: Rpc, view: View, block: bigint): Promise<Shown> {
  const asked = receiptAskedBy(view);
  if (asked) {
    const receipt = await readOutcome(rpc, asked.transaction);
    const isShown = receipt?.isSuccess === asked.isSuccess && receipt.blockNumber <= block;
    return isShown ? 'set' : 'zero';
  }
  return rpc.call('eth_call', [view, toQuantity(block)], (answer) => {
    const value = parseHex(answer, '');
    if (value === '0x') return 'nothing';
    return /^0x0*$/.test(value) ? 'zero' : 'set';
  });
}

/** Where a transaction is, and whether it did what it was to do; null while it is in no block. */
export const readOutcome = (rpc: Rpc, transaction: string) =>
  rpc.call('eth_getTransactionReceipt', [transaction], orNull(parseOutcome));

/** The same of a block whose state the node may not have any more. */
export async function readOldView(
  rpc: Rpc,
  view: View,
  block: bigint,
): Promise<Shown | 'unserved'> {
  try {
    return await readView(rpc, view, block);
  } catch (error) {
    if (!isUnserved(error) && !isAbsent(error) && !isForArchives(error)) throw error;
    return 'unserved';
  }
}

/** Some refuse old states by an HTTP status, as what is for other customers. */
const isForArchives = (error: unknown): boolean =>
  error instanceof MidflightError && /\barchiv/i.test(String(error.context['reason']));
