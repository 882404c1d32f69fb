import type { Patience } from '../db/settle-delivery.ts';

/** When a webhook is sent to, how much at once, and for how long. */
export interface WebhookPace {
  /**
   * Pauses before a delivery is tried again, each with up to a fifth more by chance. It is given up once it has been tried
   * after each of them, and has failed for as long as all of them together.
   */
  retryMs: readonly number[];
  /** One try, up to the last byte of the answer. */
  timeoutMs: number;
  /** Tries at once for one webhook, over all processes. */
  atOnceMax: number;
  /** After so many failures in a row only one is tried at a time, after a pause that doubles. */
  failuresMax: number;
  pauseMs: number;
  pauseMsMax: number;
  /** A webhook that only fails for so long is turned off. Time in which nothing was tried does not count. */
  disableAfterMs: number;
  /** How long a process sends to one webhook before the others have their turn. */
  turnMs: number;
  /** Longer than a turn with its last try: whoever dies in it is waited for so long. */
  leaseMs: number;
}

const seconds = 1_000;
const minutes = 60 * seconds;
const hours = 60 * minutes;

export const PACE: WebhookPace = {
  retryMs: [
    5 * seconds,
    30 * seconds,
    2 * minutes,
    10 * minutes,
    30 * minutes,
    2 * hours,
    5 * hours,
    10 * hours,
    10 * hours,
  ],
  timeoutMs: 10 * seconds,
  atOnceMax: 8,
  failuresMax: 4,
  pauseMs: 5 * seconds,
  pauseMsMax: 1 * minutes,
  disableAfterMs: 5 * 24 * hours,
  turnMs: 10 * seconds,
  leaseMs: 30 * seconds,
};

/** A receiver may ask to be left alone, and not for longer than this. */
const RETRY_AFTER_MS_MAX = 10 * hours;

/** What the next try waits for. */
interface Failed {
  /** How long its receiver asks to be left alone. */
  retryAfterMs: number | null;
}

/** How long a delivery waits after so many tries; `chance` is from 0 to 1. */
export function retryPauseMs(
  { retryMs }: Pick<WebhookPace, 'retryMs'>,
  { tries, retryAfterMs, chance }: Failed & { tries: number; chance: number },
): number {
  const pause = retryMs[Math.min(tries, retryMs.length) - 1] ?? 0;
  return Math.max(Math.round(pause * (1 + chance / 5)), askedMs(retryAfterMs));
}

/** How long nothing is sent to a webhook after so many failures in a row. */
export function quietMs(
  { failuresMax, atOnceMax, pauseMs, pauseMsMax }: WebhookPace,
  { failures, retryAfterMs }: Failed & { failures: number },
): number {
  // Those that were under way when it went away fail together.
  const doublings = Math.min(20, Math.max(0, failures - failuresMax - atOnceMax));
  const pause = failures < failuresMax ? 0 : Math.min(pauseMsMax, pauseMs * 2 ** doublings);
  return Math.max(pause, askedMs(retryAfterMs));
}

const askedMs = (retryAfterMs: number | null) => Math.min(retryAfterMs ?? 0, RETRY_AFTER_MS_MAX);

/** For how long a delivery is tried, and how often, before it is given up. */
export function patienceOf(pace: WebhookPace): Patience {
  const { retryMs, disableAfterMs, failuresMax } = pace;
  return {
    patienceMs: retryMs.reduce((sum, pause) => sum + pause, 0),
    triesMin: retryMs.length + 1,
    disableAfterMs,
    // Chance makes the longest pause longer.
    gapMs: Math.max(0, ...retryMs) * 1.25,
    failuresMax,
    quietMs: (failed) => quietMs(pace, failed),
  };
}
