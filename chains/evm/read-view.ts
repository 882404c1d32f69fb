import { MidflightError } from '../../core/errors.ts';
import type { Hex } from '../../core/raw-log.ts';
import { parseHex, toQuantity } from './parse/hex.ts';
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
export const readView = (rpc: Rpc, { to, data }: View, block: bigint): Promise<Shown> =>
  rpc.call('eth_call', [{ to, data }, toQuantity(block)], (answer) => {
    const value = parseHex(answer, '');
    if (value === '0x') return 'nothing';
    return /^0x0*$/.test(value) ? 'zero' : 'set';
  });

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
