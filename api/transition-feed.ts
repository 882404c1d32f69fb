import PQueue from 'p-queue';
import type { Logger } from 'pino';
import { listen } from '../db/listen.ts';
import { TRANSITIONS_CHANNEL } from '../db/operations.ts';
import type { Database } from '../db/pool.ts';
import { lastTransition } from '../db/read-transitions.ts';

/** The name by which the database knows the session that listens. */
const FEED_SESSION = 'midflight feed';

/** How often the log is looked at though no bell rang: a bell may be lost with its connection. */
const POLL_MS = 2_000;

/**
 * How far the log of transitions reaches. It tells no more than that: whoever follows reads from the log what comes after
 * the last transition that it saw, as fast as it can take it, so that nobody's slowness is kept in memory here.
 */
export interface TransitionFeed {
  /** Number of the newest transition that was seen to be committed; zero before the first. */
  readonly newest: bigint;
  readonly isStopped: boolean;
  /** When the log was last looked at, by `performance.now()`. */
  readonly lookedAt: number;
  /** Resolves once there is a transition after this one, the time is over, the signal says so, or the feed has stopped. */
  after: (seq: bigint, until: { ms: number; signal: AbortSignal }) => Promise<void>;
  stop: () => Promise<void>;
}

/** Follows the log by the bell that rings with each commit, and by a slow look of its own. */
export async function startFeed({
  db,
  databaseUrl,
  log,
  pollMs = POLL_MS,
}: {
  db: Database;
  databaseUrl: string;
  log: Logger;
  pollMs?: number;
}): Promise<TransitionFeed> {
  let newest = await lastTransition(db);
  let lookedAt = performance.now();
  let isStopped = false;
  const waiting = new Set<() => void>();
  const wakeAll = () => {
    for (const wake of waiting) wake();
  };
  const looks = new PQueue({ concurrency: 1 });
  // One look that is still to begin is enough for all who ring.
  const ring = async () => {
    if (looks.size > 0 || isStopped) return;
    await looks.add(async () => {
      const seq = await lastTransition(db);
      lookedAt = performance.now();
      if (seq <= newest) return;
      newest = seq;
      wakeAll();
    });
  };
  const listener = listen({
    databaseUrl,
    channel: TRANSITIONS_CHANNEL,
    session: FEED_SESSION,
    ring,
    log,
  });
  const poll = setInterval(() => {
    ring().catch((error: unknown) =>
      log.debug({ reason: String(error) }, 'the log of transitions could not be looked at'),
    );
  }, pollMs);
  return {
    get newest() {
      return newest;
    },
    get isStopped() {
      return isStopped;
    },
    get lookedAt() {
      return lookedAt;
    },
    after: (seq, { ms, signal }) =>
      new Promise((resolve) => {
        if (newest > seq || isStopped || signal.aborted) {
          resolve();
          return;
        }
        const wake = () => {
          if (newest > seq || isStopped) end();
        };
        const end = () => {
          waiting.delete(wake);
          clearTimeout(timer);
          signal.removeEventListener('abort', end);
          resolve();
        };
        const timer = setTimeout(end, ms);
        signal.addEventListener('abort', end, { once: true });
        waiting.add(wake);
      }),
    stop: async () => {
      isStopped = true;
      clearInterval(poll);
      wakeAll();
      await listener.stop();
      await looks.onIdle();
    },
  };
}
