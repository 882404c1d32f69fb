import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import PQueue from 'p-queue';
import type { Logger } from 'pino';
import { MidflightError, reasonOf } from '../core/errors.ts';
import type { ChainSource } from '../chains/source.ts';
import { registerChain } from '../db/checkpoints.ts';
import { onSession, type Connection, type Database } from '../db/pool.ts';
import type { Protocol } from '../protocols/bind.ts';
import { createAlarm } from './alarm.ts';
import { backfill } from './backfill.ts';
import { readerFor } from './capture.ts';
import type { ChainContext } from './context.ts';
import { followHead } from './follow-head.ts';
import { repeat } from './repeat.ts';
import { createSecondLook } from './second-look.ts';

const POLL_MS_MIN = 200;
const POLL_MS_MAX = 4_000;
/** How often final blocks are looked at a second time at most: each look is a request or two. */
const SECOND_LOOK_MS = 1_000;
/** Ranges of all chains that are in memory at once, so that memory does not grow with the number of chains. */
const RANGES_MAX = 6;
/** How often a process asks for a chain that another one indexes. */
const STANDBY_MS = 2_000;

/** A chain to index, and where to begin; null begins at its newest block. */
export interface IndexedChain {
  source: ChainSource;
  startBlock: bigint | null;
}

/** A running indexer. */
export interface Indexer {
  /** Resolves when no chain is followed any more: after `stop`, or when each has ended in an error that lasts. */
  done: Promise<unknown>;
  stop: () => Promise<void>;
}

/**
 * Follows every chain in a loop of its own, until stopped. One process at a time indexes a chain: a second one stands by
 * and takes over when the first one is gone. A failure of one chain stops no other.
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
  const loops = chains.map(async ({ source, startBlock }) => {
    const chain = source.definition.id;
    const reader = readerFor(chain, protocols);
    if (!reader) {
      log.warn({ chain }, 'no protocol has contracts on this chain: nothing to index there');
      return;
    }
    const work = (session: Database) =>
      follow({
        chain: { db: connection.db, source, reader, log, ranges },
        session,
        startBlock,
        signal: abort.signal,
      });
    await retrying({ chain, log, signal: abort.signal }, () =>
      withChainLock({ connection, chain, log, signal: abort.signal }, work),
    );
  });
  const done = Promise.all(loops);
  return {
    done,
    stop: async () => {
      abort.abort();
      await done;
    },
  };
}

interface Follow {
  /** What of the chain's context does not depend on its session. */
  chain: Omit<ChainContext, 'session'>;
  session: Database;
  startBlock: bigint | null;
  signal: AbortSignal;
}

/**
 * Registers the chain, then follows its head, fills its holes and looks at its final blocks a second time: side by side,
 * so that none waits for the other. The first of them that ends in an error ends them all.
 */
async function follow({ chain, session, startBlock, signal }: Follow): Promise<void> {
  const { source, reader } = chain;
  const { definition } = source;
  const { number } = await source.head();
  await registerChain(session, definition, { streams: reader.streams, startBlock, head: number });
  const log = chain.log.child({ chain: definition.id });
  log.info({ head: number, startBlock }, 'indexing');
  const context = { ...chain, session, log };
  // Nothing is read beside the head before the chain has shown that it is the one that is stored.
  while ((await followHead(context)).isMore && !signal.aborted);
  const abort = new AbortController();
  const ended = AbortSignal.any([signal, abort.signal]);
  const pollMs = Math.min(POLL_MS_MAX, Math.max(POLL_MS_MIN, definition.blockTimeMs / 2));
  const newBlock = createAlarm();
  const newHole = createAlarm();
  const secondLook = createSecondLook(context);
  let isBackfilling = true;
  const work = [
    repeat({
      work: () => followHead(context),
      pauseMs: pollMs,
      alarm: newBlock,
      log,
      signal: ended,
    }),
    repeat({
      work: async () => {
        isBackfilling = true;
        await backfill(context, { now: () => performance.now(), signal: ended });
        isBackfilling = false;
        return { isMore: false };
      },
      pauseMs: pollMs,
      alarm: newHole,
      log,
      signal: ended,
    }),
    repeat({
      work: async () => {
        const { isMore, isUnread } = await secondLook.take(isBackfilling);
        if (isUnread) newHole.ring();
        return { isMore };
      },
      pauseMs: Math.max(pollMs, SECOND_LOOK_MS),
      alarm: createAlarm(),
      log,
      signal: ended,
    }),
  ];
  const stopWatching = source.watch(newBlock.ring);
  try {
    await Promise.all(work);
  } finally {
    stopWatching();
    abort.abort();
    await Promise.allSettled(work);
  }
}

/** Runs `work` on a session that holds the chain's advisory lock; the lock goes when the session does. */
async function withChainLock(
  {
    connection,
    chain,
    log,
    signal,
  }: { connection: Connection; chain: string; log: Logger; signal: AbortSignal },
  work: (db: Database) => Promise<void>,
): Promise<void> {
  const client = await connection.pool.connect();
  // Without a listener, a connection that breaks between two queries would end the process.
  const ignore = () => {};
  client.on('error', ignore);
  try {
    const db = onSession(client);
    for (let isFirst = true; !(await tryLock(db, chain)); isFirst = false) {
      if (isFirst) log.info({ chain }, 'another process indexes this chain; standing by');
      if (signal.aborted) return;
      await pause(STANDBY_MS, signal);
    }
    await work(db);
  } finally {
    client.off('error', ignore);
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
      log.warn({ chain, reason: reasonOf(error) }, 'indexing was interrupted; beginning again');
      await pause(STANDBY_MS, signal);
    }
  }
}

/** Waits, or returns at once when stopped. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {});
}
