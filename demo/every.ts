import { setTimeout as sleep } from 'node:timers/promises';

export interface Loop {
  /** Ends the loop and resolves when the round that is under way has ended. */
  stop(): Promise<void>;
}

export interface Rounds {
  /** How long to rest before each round, the first included. */
  readonly restMs: (round: number) => number;
  readonly run: (round: number) => Promise<void>;
  /** A round that fails is reported and the next one comes in its time: a demo outlives a hiccup. */
  readonly onError: (error: unknown) => void;
}

/** Runs rounds one after the other, never two at once, until it is stopped. */
export function every({ restMs, run, onError }: Rounds): Loop {
  const controller = new AbortController();
  const { signal } = controller;

  const done = (async () => {
    for (let round = 0; !signal.aborted; round += 1) {
      await sleep(restMs(round), undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      await run(round).catch((error: unknown) => {
        if (!signal.aborted) onError(error);
      });
    }
  })();

  return {
    async stop() {
      controller.abort();
      await done;
    },
  };
}
