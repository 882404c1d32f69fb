import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import PQueue from 'p-queue';
import type { Logger } from 'pino';
import { MidflightError, reasonOf } from '../core/errors.ts';
import { onSession, type Connection, type Database } from '../db/pool.ts';
import type { Protocol } from '../protocols/bind.ts';
import { readerFor } from './capture.ts';
import { checkStart, type Wanted } from './find-start.ts';
import { followChain } from './follow-chain.ts';
import { sayFollowed } from './say-followed.ts';

/** Ranges of all chains that are in memory at once, so that memory does not grow with the number of chains. */
const RANGES_MAX = 6;
/** How often a process asks for a chain that another one indexes. */
const STANDBY_MS = 2_000;

/** A chain to index, where to begin, and where the operator sets that. */
export type IndexedChain = Pick<Wanted, 'source' | 'startBlock' | 'setting'>;

/** A running indexer. */
export interface Indexer {
  /** Resolves when no chain is followed any more: after `stop`, or when each has ended in an error that lasts. */
  done: Promise<unknown>;
  stop: () => Promise<void>;
}

/**
 * Follows every chain by itself, until stopped. One process at a time indexes a chain: a second one stands by
 * and takes over when the first one is gone. A failure of one chain stops no other.
 *
 * @throws MidflightError `bad_config`, see `checkStart`
 */
export function startIndexer({
  connection,
  chains,
  protocols,
  log,
}: {
  connection: Connection;
  chains: readonly IndexedChain[];
  protocols: readonly Protocol[];
  log: Logger;
}): Indexer {
  const abort = new AbortController();
  const ranges = new PQueue({ concurrency: RANGES_MAX });
  const read = chains.map(({ source, ...start }) => {
    const reader = readerFor(source.definition.id, protocols);
    if (reader) checkStart({ source, reader, ...start });
    return { source, reader, start };
  });
  const loops = read.map(async ({ source, reader, start }) => {
    const chain = source.definition.id;
    if (!reader) {
      log.warn(
        { chain },
        'no protocol has contracts on this chain, so nothing is read there: name its deployments under protocols in midflight.config.ts',
      );
      return;
    }
    const work = (session: Database, held: AbortSignal) =>
      followChain({
        chain: { db: connection.db, source, reader, log, ranges },
        session,
        start,
        signal: held,
      });
    await retrying({ chain, log, signal: abort.signal }, () =>
      withChainLock({ connection, chain, log, signal: abort.signal }, work),
    );
  });
  const saying = sayFollowed(connection.db, {
    chains: read.flatMap(({ source, reader }) => (reader ? [source.definition.id] : [])),
    log,
    signal: abort.signal,
  });
  const done = Promise.all(loops);
  return {
    done,
    stop: async () => {
      abort.abort();
      await done;
      await saying;
    },
  };
}

/** Runs `work` on a session that holds the chain's advisory lock; the lock goes when the session does. */
async function withChainLock(
  {
    connection,
    chain,
    log,
    signal,
  }: { connection: Connection; chain: string; log: Logger; signal: AbortSignal },
  work: (db: Database, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const client = await connection.pool.connect();
  const lost = new AbortController();
  // Without a listener, a connection that breaks between two queries would end the process. With it goes the lock.
  const give = () => lost.abort();
  client.on('error', give);
  try {
    const db = onSession(client);
    for (let isFirst = true; !(await tryLock(db, chain)); isFirst = false) {
      if (isFirst) log.info({ chain }, 'another process indexes this chain; standing by');
      if (signal.aborted) return;
      await pause(STANDBY_MS, signal);
    }
    await work(db, AbortSignal.any([signal, lost.signal]));
  } finally {
    client.off('error', give);
    // The session is closed, not given back: with it goes the lock.
    client.release(true);
  }
}

async function tryLock(db: Database, chain: string): Promise<boolean> {
  const { rows } = await db.execute<{ locked: boolean }>(sql`
    select pg_try_advisory_lock(hashtextextended(${`midflight chain ${chain}`}, 0)) as locked`);
  return rows[0]?.locked ?? false;
}

/** Begins again after a lost session or a failed start; an error that lasts ends the work on this chain alone. */
async function retrying(
  { chain, log, signal }: { chain: string; log: Logger; signal: AbortSignal },
  work: () => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await work();
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof MidflightError && !error.isTransient) {
        log.error({ chain, code: error.code }, `${error.message} ${error.recovery}`);
        return;
      }
      // That the budget is spent was said once; the head is shown again in half a minute.
      const isSpent = error instanceof MidflightError && error.code === 'rpc_budget_spent';
      const level = isSpent ? 'debug' : 'warn';
      log[level]({ chain, reason: reasonOf(error) }, 'indexing was interrupted; beginning again');
      await pause(STANDBY_MS, signal);
    }
  }
}

/** Waits, or returns at once when stopped. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {});
}
