import { MidflightError } from '../../core/errors.ts';
import type { Clock } from '../endpoints/clock.ts';
import type { Parse } from './parse/malformed.ts';
import type { Rpc } from './rpc.ts';

/** How often a node is asked for a transaction that it must know, or its receipt, and how long it gets to find it. */
const TRIES_MAX = 8;
const PAUSE_MS = 500;

/** What a node has by a transaction's hash; null if it has nothing after all tries, or does not know the method. */
export async function findByHash<T>(
  { rpc, clock: { sleep } }: { rpc: Rpc; clock: Clock },
  method: 'eth_getTransactionReceipt' | 'eth_getTransactionByHash',
  hash: string,
  parse: Parse<T | null>,
): Promise<T | null> {
  for (let tries = 1; tries <= TRIES_MAX; tries += 1) {
    if (tries > 1) await sleep(PAUSE_MS);
    try {
      const found = await rpc.call(method, [hash], parse);
      if (found !== null) return found;
    } catch (error) {
      // A node that refuses these, for whatever reason, must not hold up the logs that it does show.
      if (!(error instanceof MidflightError)) throw error;
      if (error.code === 'rpc_method_missing') return null;
      const isAbsent = error.context['isAbsent'] === true;
      if (error.code !== 'rpc_refused' && !isAbsent) throw error;
    }
  }
  return null;
}
