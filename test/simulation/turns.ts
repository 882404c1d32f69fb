/** Work of one actor, which may stop at a gate while others go on, as work does that waits for an answer. */
export interface Turn {
  /** Whose work it is. */
  owner: object;
  name: string;
  /** Never rejects: a failure is a value. */
  done: Promise<Outcome>;
  /** Goes on behind the gate at which it stopped; a given error is what it finds there. */
  resume: (error?: Error) => void;
}

export type Outcome = { type: 'done'; isMore: boolean } | { type: 'failed'; error: unknown };

/** Lets one turn run at a time, so that the same seed gives the same run. */
export interface Turns {
  /** Runs work until it is done or stops at a gate. */
  run: (
    own: Pick<Turn, 'owner' | 'name'>,
    work: () => Promise<{ isMore: boolean }>,
  ) => Promise<Outcome | null>;
  /** Takes a turn up again that stopped; null if it stops once more. */
  resume: (turn: Turn, error?: Error) => Promise<Outcome | null>;
  /** Where work passes on its way: it stops there if `mayStop` says so. */
  gate: () => Promise<void>;
  stopped: ReadonlySet<Turn>;
}

export function createTurns(mayStop: () => boolean): Turns {
  const stopped = new Set<Turn>();
  let running: { turn: Turn; onStop: (stop: null) => void } | null = null;
  const follow = async (turn: Turn): Promise<Outcome | null> => {
    const stop = new Promise<null>((resolve) => {
      running = { turn, onStop: resolve };
    });
    const outcome = await Promise.race([turn.done, stop]);
    running = null;
    if (outcome) stopped.delete(turn);
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
    gate: () => {
      const current = running;
      if (!current || !mayStop()) return Promise.resolve();
      return new Promise((resolve, reject) => {
        current.turn.resume = (error) => (error ? reject(error) : resolve());
        stopped.add(current.turn);
        current.onStop(null);
      });
    },
  };
}
