import type PQueue from 'p-queue';
import type { Logger } from 'pino';
import type { ChainSource } from '../chains/source.ts';
import type { Database } from '../db/pool.ts';
import type { Reader } from './capture.ts';

/** What the work on one chain needs. */
export interface ChainContext {
  /** The session that holds the chain's lock: the head is followed on it, and nothing else. */
  session: Database;
  /** Any connections, for what goes on beside the head; the chain's generation fences it. */
  db: Database;
  source: ChainSource;
  reader: Reader;
  log: Logger;
  /** Ranges beyond the one that each chain may always read: bounds what is in memory over all chains. */
  ranges: PQueue;
  /** The chain's generation as this process made it, by taking the chain over or by its own rollbacks. */
  generation: { current: bigint };
}
