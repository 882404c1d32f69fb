/** Every pause and limit of telling channels. Times in milliseconds. */
export interface AlertPace {
  /**
   * After which pauses a notice is tried again, each with up to a fifth more by chance. It is given up once it has been tried
   * after each of them, and has failed for as long as all of them together.
   */
  retryMs: readonly number[];
  /** One try. */
  timeoutMs: number;
  /** Between two notices to one channel, so that many at once do not run into its limits. */
  betweenMs: number;
  /** How long a process sends to one channel before the others have their turn. */
  turnMs: number;
  /** Longer than a turn with its last try: whoever dies in it is waited for so long. */
  leaseMs: number;
}

const seconds = 1_000;
const minutes = 60 * seconds;
const hours = 60 * minutes;

export const ALERT_PACE: AlertPace = {
  retryMs: [
    2 * seconds,
    10 * seconds,
    30 * seconds,
    2 * minutes,
    5 * minutes,
    15 * minutes,
    30 * minutes,
    1 * hours,
    2 * hours,
    4 * hours,
    8 * hours,
  ],
  timeoutMs: 10 * seconds,
  betweenMs: 200,
  turnMs: 10 * seconds,
  leaseMs: 30 * seconds,
};

/** A service may ask to be left alone, and not for longer than this. */
export const RETRY_AFTER_MS_MAX = 1 * hours;
