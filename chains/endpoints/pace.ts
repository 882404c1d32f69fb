/** What takes fewer calls per second than this has to be configured. */
const PACE_MIN = 5;
/** It is raised by a tenth after this many seconds' worth of calls had to wait for it, and none was too much. */
const RAISE_AFTER = 10;
const RAISE = 0.1;

/** How many calls per second an endpoint is taken to allow. */
export interface Pace {
  now: () => number;
  /** This many calls were let through, and had to wait. */
  hold: (calls: number) => void;
  /** Work that began at this pace was too much; false if it has been lowered since. */
  lower: (from: number) => boolean;
}

/**
 * Endpoints often allow less than is known of them, and say so when it is too much. Then the pace halves; it rises slowly,
 * and only where more is wanted, because each time that it is too much a reading is lost.
 *
 * @param most where it begins, and what it never exceeds
 */
export function createPace(most: number): Pace {
  let pace = most;
  let held = 0;
  return {
    now: () => pace,
    hold: (calls) => {
      held += calls;
      if (held < pace * RAISE_AFTER) return;
      held = 0;
      pace = Math.min(most, pace + Math.ceil(pace * RAISE));
    },
    lower: (from) => {
      if (from > pace) return false;
      held = 0;
      pace = Math.min(pace, Math.max(PACE_MIN, Math.floor(pace / 2)));
      return true;
    },
  };
}
