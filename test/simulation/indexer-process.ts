import type { PoolClient } from 'pg';
import PQueue from 'p-queue';
import { pino } from 'pino';
import type { Head } from '../../core/chain.ts';
import type { Header } from '../../core/header.ts';
import { storedChain } from '../../db/heads.ts';
import { onSession } from '../../db/pool.ts';
import { backfill } from '../../indexer/backfill.ts';
import { beginChain } from '../../indexer/begin-chain.ts';
import type { Reader } from '../../indexer/capture.ts';
import type { ChainContext } from '../../indexer/context.ts';
import { followHead } from '../../indexer/follow-head.ts';
import { createSecondLook, type SecondLook } from '../../indexer/second-look.ts';
import type { SimulatedEndpoint } from './endpoint.ts';
import type { FaultyConnection } from './faulty-pool.ts';

const log = pino({ level: process.env['TEST_LOG'] ?? 'silent' });

/** What an indexer does in one turn. */
export const indexerTurns = ['head', 'backfill', 'second look'] as const;
export type IndexerTurn = (typeof indexerTurns)[number];

/** A process that indexes one chain, driven turn by turn: the loops of `followChain`, unrolled. */
export interface IndexerProcess {
  /** Registers the chain, as every start does. */
  begin: () => Promise<{ isMore: boolean }>;
  take: (turn: IndexerTurn) => Promise<{ isMore: boolean }>;
  /** False before the first head was followed: nothing else is read until then. */
  isOpen: () => boolean;
  /** True if the chain is another process's by now. */
  isOutdated: () => Promise<boolean>;
  connection: FaultyConnection;
  /** Breaks the session that holds the chain's lock: another process may take the chain over. */
  loseSession: () => void;
  /** Closes everything that it has, as its end does. */
  end: () => Promise<void>;
}

/** @param now the process's own clock, in milliseconds */
export function createIndexerProcess({
  endpoint,
  reader,
  connection,
  now,
}: {
  endpoint: SimulatedEndpoint;
  reader: Reader;
  connection: FaultyConnection;
  now: () => number;
}): IndexerProcess {
  let client: PoolClient | null = null;
  let context: ChainContext | null = null;
  let secondLook: SecondLook | null = null;
  /** A head that was shown and is not followed to its end. */
  let head: (Header & Head) | null = null;
  let isOpen = false;
  let isBackfilling = false;
  const ranges = new PQueue({ concurrency: 1 });

  const begun = () => {
    if (!context || !secondLook) throw new Error('the process has not begun');
    return { context, secondLook };
  };
  const turns: Record<IndexerTurn, () => Promise<{ isMore: boolean }>> = {
    head: async () => {
      head ??= await endpoint.head();
      const shown = head;
      // After a failure the next turn asks anew, as the loop does.
      head = null;
      const { isMore } = await followHead(begun().context, shown);
      if (isMore) head = shown;
      else isOpen = true;
      return { isMore };
    },
    backfill: async () => {
      // One range a turn: the loop ends once one is on its way.
      const abort = new AbortController();
      const source = {
        ...endpoint,
        read: (...asked: Parameters<typeof endpoint.read>) => {
          abort.abort();
          return endpoint.read(...asked);
        },
      };
      await backfill(
        { ...begun().context, source },
        {
          now,
          signal: abort.signal,
          setBusy: (isBusy) => (isBackfilling = isBusy),
          rangesMax: 1,
        },
      );
      return { isMore: abort.signal.aborted };
    },
    'second look': () => begun().secondLook.take(isBackfilling),
  };
  return {
    connection,
    isOpen: () => isOpen,
    begin: async () => {
      client = await connection.pool.connect();
      // As `withChainLock` does: a session that breaks between two queries would end the process.
      client.on('error', () => {});
      const chain = { db: connection.db, source: endpoint, reader, log, ranges };
      const start = { startBlock: 0n, setting: 'START_BLOCK_1' };
      const begun = await beginChain({ chain, session: onSession(client), start });
      context = begun.context;
      head = begun.head;
      secondLook = createSecondLook(context, now);
      return { isMore: true };
    },
    take: (turn) => turns[turn](),
    isOutdated: async () => {
      const { context } = begun();
      const { generation } = await storedChain(context.db, endpoint.definition.id);
      return generation !== context.generation.current;
    },
    loseSession: () => {
      client?.release(true);
      client = null;
    },
    end: async () => {
      client?.release(true);
      await connection.close();
    },
  };
}
