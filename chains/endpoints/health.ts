import { jittered, type Clock } from './clock.ts';

/** Failures in a row after which an endpoint is left alone. */
const FAILURES_MAX = 3;
const PAUSE_MS_MIN = 1_000;
const PAUSE_MS_MAX = 60_000;
/** An endpoint may ask for more patience than we would have; for more than this it is asked again. */
const ASKED_PAUSE_MS_MAX = 600_000;

/** Whether one endpoint may be used, and since when not: a circuit breaker. */
export interface Health {
  isUsable: () => boolean;
  /** It never answered, or failed too often, and its pause is over: whether it answers now is worth asking. */
  isDue: () => boolean;
  /** Milliseconds until its pause is over; infinite after `expel`. */
  wait: () => number;
  /** It said who it is. It is used again; how long it rests next is decided by what it does then. */
  join: () => void;
  /** It did what it was asked. */
  succeed: () => void;
  /** It did not: after some of these in a row it is left alone. */
  fail: () => void;
  /** It is left alone at once, for as many milliseconds as it asked for. */
  rest: (ms?: number) => void;
  /** It is never used again. */
  expel: () => void;
}

/** An endpoint that has not been heard of yet: due, and not usable until it has joined. */
export function createHealth(clock: Clock): Health {
  let isUsable = false;
  let failures = 0;
  let pauses = 0;
  let until = -Infinity;
  const rest = (ms?: number) => {
    // Requests that were in flight together fail together: that is one pause, not one each.
    const isSamePause = !isUsable && clock.now() < until;
    if (isSamePause && ms === undefined) return;
    const own = Math.min(PAUSE_MS_MAX, PAUSE_MS_MIN * 2 ** pauses);
    if (!isSamePause) pauses += 1;
    isUsable = false;
    failures = 0;
    until = clock.now() + Math.min(ASKED_PAUSE_MS_MAX, ms ?? jittered(own, clock));
  };
  return {
    isUsable: () => isUsable,
    isDue: () => !isUsable && clock.now() >= until,
    wait: () => Math.max(0, until - clock.now()),
    join: () => {
      if (until === Infinity) return;
      isUsable = true;
    },
    succeed: () => {
      failures = 0;
      pauses = 0;
    },
    fail: () => {
      failures += 1;
      if (failures >= FAILURES_MAX || !isUsable) rest();
    },
    rest: (ms) => {
      if (until !== Infinity) rest(ms);
    },
    expel: () => {
      isUsable = false;
      until = Infinity;
    },
  };
}
