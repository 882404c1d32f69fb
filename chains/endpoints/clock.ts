import { setTimeout as sleep } from 'node:timers/promises';

/** Time and chance, handed in so that tests need not wait. */
export interface Clock {
  /** Milliseconds since some moment; never goes back. */
  now: () => number;
  /** Milliseconds since 1970. */
  utc: () => number;
  sleep: (ms: number) => Promise<unknown>;
  /** At least 0 and below 1. */
  random: () => number;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  utc: () => Date.now(),
  sleep: (ms) => sleep(ms),
  random: Math.random,
};

/** A duration with up to a quarter more or less, so that many that failed together do not come back together. */
export function jittered(ms: number, { random }: Pick<Clock, 'random'>): number {
  return ms * (0.75 + random() / 2);
}
