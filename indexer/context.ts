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
  /** Bounds how many ranges are in memory at once, over all chains. */
  ranges: PQueue;
}
