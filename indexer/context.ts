import type { Logger } from 'pino';
import type { ChainSource } from '../chains/source.ts';
import type { Database } from '../db/pool.ts';
import type { Reader } from './capture.ts';

/** What the work on one chain needs. `db` is the session that holds the chain's lock. */
export interface ChainContext {
  db: Database;
  source: ChainSource;
  reader: Reader;
  log: Logger;
}
