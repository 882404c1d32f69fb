import { setTimeout as sleep } from 'node:timers/promises';

/** Work of one actor, which may stop at a gate while others go on, as work does that waits for an answer. */
export interface Turn {
  /** Whose work it is. */
  owner: object;
  name: string;
  /** Never rejects: a failure is a value. */
  done: Promise<Outcome>;
  /** Goes on behind the gate at which it stopped; a given error is what it finds there. */
  resume: (error?: Error) => void;
  /** Told if it had to go on and came to its end, because another turn waited for what it holds. */
  onReleased?: (outcome: Outcome) => void;
}

export type Outcome = { type: 'done'; isMore: boolean } | { type: 'failed'; error: unknown };

/** Lets one turn run at a time, so that the same seed gives the same run. */
export interface Turns {
  /** Runs work until it is done or stops at a gate. */
  run: (
    own: Pick<Turn, 'owner' | 'name' | 'onReleased'>,
    work: () => Promise<{ isMore: boolean }>,
  ) => Promise<Outcome | null>;
  /** Takes a turn up again that stopped; null if it stops once more. */
  resume: (turn: Turn, error?: Error) => Promise<Outcome | null>;
  /** Where work passes on its way: it stops there with this probability. */
  gate: (probability: number) => Promise<void>;
  stopped: ReadonlySet<Turn>;
}

/** How often it is asked whether a turn waits for a lock of one that stopped. */
const ASK_MS = 15;

/**
 * @param mayStop draws whether a turn stops
 * @param isBlocked whether somebody waits for a lock in the database: then those who may hold it go on. Whether it comes to
 * that depends on what they do, not on when.
 */
export function createTurns({
  mayStop,
  isBlocked,
}: {
  mayStop: (probability: number) => boolean;
  isBlocked: () => Promise<boolean>;
}): Turns {
  const stopped = new Set<Turn>();
  /** Turns that waited for a lock: they stop no more, since it is a matter of time where they would. */
  const hurried = new Set<Turn>();
  let running: { turn: Turn; onStop: (stop: null) => void } | null = null;
  let isReleasing = false;

  const release = async () => {
    isReleasing = true;
    const holders = [...stopped].filter(({ onReleased }) => onReleased);
    for (const holder of holders) {
      stopped.delete(holder);
      holder.resume();
      holder.onReleased?.(await holder.done);
    }
    isReleasing = false;
  };
  /** Looks, until a turn is over, whether it waits for what one that stopped holds. */
  const watch = async (turn: Turn, signal: AbortSignal) => {
    while (!signal.aborted) {
      await sleep(ASK_MS, undefined, { signal }).catch(() => {});
      if (signal.aborted || !(await isBlocked())) continue;
      hurried.add(turn);
      await release();
    }
  };
  const follow = async (turn: Turn): Promise<Outcome | null> => {
    const stop = new Promise<null>((resolve) => {
      running = { turn, onStop: resolve };
    });
    const abort = new AbortController();
    const isOver = Promise.race([turn.done, stop]).finally(() => abort.abort());
    if ([...stopped].some(({ onReleased }) => onReleased)) await watch(turn, abort.signal);
    const outcome = await isOver;
    running = null;
    if (outcome) {
      stopped.delete(turn);
      hurried.delete(turn);
    }
    return outcome;
  };
  const resume = (turn: Turn, error?: Error) => {
    stopped.delete(turn);
    turn.resume(error);
    return follow(turn);
  };
  return {
    stopped,
    resume,
    run: (own, work) => {
      const turn: Turn = {
        ...own,
        resume: () => {},
        done: Promise.resolve({ type: 'done', isMore: false }),
      };
      // Begun in the next microtask, when this turn is the one that runs.
      turn.done = Promise.resolve()
        .then(work)
        .then(
          ({ isMore }): Outcome => ({ type: 'done', isMore }),
          (error: unknown): Outcome => ({ type: 'failed', error }),
        );
      return follow(turn);
    },
    gate: (probability) => {
      const current = running;
      if (!current || isReleasing || hurried.has(current.turn) || !mayStop(probability)) {
        return Promise.resolve();
      }
      return new Promise((resolve, reject) => {
        current.turn.resume = (error) => (error ? reject(error) : resolve());
        stopped.add(current.turn);
        current.onStop(null);
      });
    },
  };
}
