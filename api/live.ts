import type { Logger } from 'pino';
import { MidflightError } from '../core/errors.ts';
import type { Database } from '../db/pool.ts';
import { Seats } from './seats.ts';
import { startFeed, type TransitionFeed } from './transition-feed.ts';

/** What answers need that follow what happens: streams and waits. */
export interface Live {
  feed: TransitionFeed;
  /** Who streams, and who waits. */
  streams: Seats;
  waits: Seats;
  /** After how long a stream that has nothing to tell says that it is alive. */
  heartbeatMs: number;
  /** How long a reader may leave what was sent to it before it is cut. */
  stallMs: number;
  /** Ends streams and waits in good order. */
  stop: () => Promise<void>;
}

/** How long streams may take to say goodbye: those who do not read never do. */
const GOODBYE_MS_MAX = 1_000;

/** Follows the transitions of a database for those who stream or wait. */
export async function startLive({
  db,
  databaseUrl,
  log,
  streamsMax = 1_000,
  streamsMaxEach = Math.ceil(streamsMax / 10),
  waitsMax = 1_000,
  waitsMaxEach = Math.ceil(waitsMax / 10),
  heartbeatMs = 15_000,
  stallMs = 10_000,
}: {
  db: Database;
  databaseUrl: string;
  log: Logger;
  streamsMax?: number;
  /** Of one key, or of one address without any. */
  streamsMaxEach?: number;
  waitsMax?: number;
  /** As of streams. */
  waitsMaxEach?: number;
  heartbeatMs?: number;
  stallMs?: number;
}): Promise<Live> {
  const feed = await startFeed({ db, databaseUrl, log });
  const streams = new Seats(streamsMax, streamsMaxEach);
  const waits = new Seats(waitsMax, waitsMaxEach);
  return {
    feed,
    streams,
    waits,
    heartbeatMs,
    stallMs,
    stop: async () => {
      await feed.stop();
      let timer: NodeJS.Timeout | undefined;
      await Promise.race([
        Promise.all([streams.emptied(), waits.emptied()]),
        new Promise((resolve) => (timer = setTimeout(resolve, GOODBYE_MS_MAX))),
      ]);
      clearTimeout(timer);
    },
  };
}

/** The error where nothing is followed: this process does not, or it is about to end. */
export function notFollowed(): MidflightError {
  return new MidflightError({
    code: 'not_ready',
    message: 'This server follows no transitions now.',
    recovery: 'Try again in some seconds.',
  });
}
