/** A signal that is aborted with another one, or when its time is over. */
export interface TimeLimit {
  signal: AbortSignal;
  /** True once it was the time, and not the other signal. */
  isOver: () => boolean;
  /** Begins to count anew. */
  renew: () => void;
  /** Stops to count, until it is renewed. */
  hold: () => void;
  /** Aborts whatever still has the signal, and lets go of the other one. */
  end: () => void;
}

/** Limits the time of what takes a signal. Whoever makes it ends it. */
export function timeLimit(ms: number, outer?: AbortSignal): TimeLimit {
  const own = new AbortController();
  let isOver = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hold = () => clearTimeout(timer);
  const renew = () => {
    hold();
    if (ms === Infinity) return;
    timer = setTimeout(
      () => {
        isOver = true;
        own.abort();
      },
      Math.min(ms, TIMER_MS_MAX),
    );
  };
  const follow = () => own.abort(outer?.reason);
  if (outer?.aborted) follow();
  else outer?.addEventListener('abort', follow, { once: true });
  renew();
  return {
    signal: own.signal,
    isOver: () => isOver,
    renew,
    hold,
    end: () => {
      hold();
      outer?.removeEventListener('abort', follow);
      own.abort();
    },
  };
}

/** What timers count at most; a longer one would end at once. */
const TIMER_MS_MAX = 2 ** 31 - 1;
