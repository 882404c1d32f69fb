import { setTimeout as sleep } from 'node:timers/promises';
import { MidflightError } from '../core/errors.ts';
import type { Database } from '../db/pool.ts';
import { touchedAmong } from '../db/touched-among.ts';
import { notFollowed, type Live } from './live.ts';
import type { Seats } from './seats.ts';

/** Somebody who waits for something to be changed. */
interface Waiter {
  asked: string;
  /** It was changed since it was read. */
  isStale: boolean;
  wake: () => void;
}

/** How long the log is waited for before it is asked again whether anybody still waits. */
const LOOK_MS = 1_000;
/** Pauses after a query that failed: each is twice as long as the one before, up to the longest. */
const [PAUSE_MS_MIN, PAUSE_MS_MAX] = [100, 2_000];

/**
 * Those who wait for operations. One query for each stretch of the log says who of all of them is to look again, so that
 * many who wait cost little while other operations change.
 */
export class Waiters {
  readonly #db: Database;
  readonly #live: Live;
  readonly #waiting = new Set<Waiter>();
  #isWatching = false;

  constructor(db: Database, live: Live) {
    this.#db = db;
    this.#live = live;
  }

  /**
   * Reads again whenever the operation that `asked` names was changed, until what was read will do, the time is over, the
   * signal says so or the server ends.
   *
   * @param until.who takes the place: a key or an address
   * @returns what was read last
   * @throws MidflightError `too_many_waits`
   */
  async until<T>(
    asked: string,
    read: () => Promise<T>,
    {
      isOver,
      ms,
      who,
      signal,
    }: { isOver: (value: T) => boolean; ms: number; who: string; signal: AbortSignal },
  ): Promise<T> {
    const endsAt = performance.now() + ms;
    const { feed } = this.#live;
    const knownBefore = feed.newest;
    let value = await read();
    if (isOver(value)) return value;
    const leave = this.#live.waits.take(who);
    if (!leave) throw tooMany(this.#live.waits);
    // What was known to be changed while it was read need not be in it; what becomes known from here on wakes it.
    const waiter: Waiter = { asked, isStale: feed.newest !== knownBefore, wake: () => {} };
    this.#waiting.add(waiter);
    void this.#watch();
    try {
      for (;;) {
        const left = endsAt - performance.now();
        if (isOver(value) || left <= 0 || signal.aborted || feed.isStopped) return value;
        if (!waiter.isStale) await woken(waiter, { ms: left, signal });
        // What is changed from here on is either read or makes it stale.
        waiter.isStale = false;
        value = await read();
      }
    } finally {
      this.#waiting.delete(waiter);
      leave();
    }
  }

  /** Follows the log as long as anybody waits. */
  async #watch(): Promise<void> {
    if (this.#isWatching) return;
    this.#isWatching = true;
    const { feed } = this.#live;
    const { signal } = new AbortController();
    let at = feed.newest;
    let pauseMs = PAUSE_MS_MIN;
    while (this.#waiting.size > 0 && !feed.isStopped) {
      await feed.after(at, { ms: LOOK_MS, signal });
      const through = feed.newest;
      if (through > at) {
        const touched = await this.#touched({ after: at, through });
        if (!touched) {
          // The database is in trouble: all who wait would make it worse. What this stretch has changed is found later.
          await sleep(pauseMs);
          pauseMs = Math.min(pauseMs * 2, PAUSE_MS_MAX);
          continue;
        }
        pauseMs = PAUSE_MS_MIN;
        this.#wake(({ asked }) => touched.has(asked));
      }
      at = through;
    }
    this.#isWatching = false;
    this.#wake(() => true);
  }

  /** Null if it cannot be told now. */
  async #touched(stretch: { after: bigint; through: bigint }): Promise<Set<string> | null> {
    const asked = [...new Set([...this.#waiting].map((waiter) => waiter.asked))];
    try {
      return await touchedAmong(this.#db, asked, stretch);
    } catch {
      return null;
    }
  }

  #wake(isMeant: (waiter: Waiter) => boolean): void {
    for (const waiter of this.#waiting) {
      if (!isMeant(waiter)) continue;
      waiter.isStale = true;
      waiter.wake();
    }
  }
}

/**
 * Where nothing is followed, what is so already is answered, and nobody waits.
 *
 * @throws MidflightError `not_ready` for what would have to be waited for
 */
export const noWaiters: Pick<Waiters, 'until'> = {
  until: async (_, read, { isOver }) => {
    const value = await read();
    if (!isOver(value)) throw notFollowed();
    return value;
  },
};

function woken(waiter: Waiter, { ms, signal }: { ms: number; signal: AbortSignal }): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
    waiter.wake = end;
  });
}

function tooMany({ max, maxEach }: Seats): MidflightError {
  return new MidflightError({
    code: 'too_many_waits',
    message: `All places for those who wait are taken: there are ${max}, and ${maxEach} for one key or address.`,
    recovery: 'Try again in 5 seconds, ask without waitFor, or follow many by one stream.',
  });
}
