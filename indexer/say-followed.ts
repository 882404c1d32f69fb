import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { ChainId } from '../core/chain.ts';
import { reasonOf } from '../core/errors.ts';
import { sayFollowed as write } from '../db/followed-chains.ts';
import type { Database } from '../db/pool.ts';

const EVERY_MS = 10_000;

/**
 * Says again and again, until stopped, that this process runs and which chains it has, whether or not they answer: who looks for a
 * chain that is not read can tell an indexer that has ended from endpoints that are away, and both from a chain that was left.
 */
export async function sayFollowed(
  db: Database,
  { chains, log, signal }: { chains: readonly ChainId[]; log: Logger; signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    try {
      await write(db, chains);
    } catch (error) {
      log.debug(
        { reason: reasonOf(error) },
        'the chains that are followed could not be written down',
      );
    }
    await sleep(EVERY_MS, undefined, { signal }).catch(() => {});
  }
}
