import type { Logger } from 'pino';
import type { Alarm } from './alarm.ts';
import { asTransient } from './as-transient.ts';

const RETRY_MS_MIN = 500;
const RETRY_MS_MAX = 30_000;

/**
 * Does `work` again and again until stopped: at once while it says that there is more, else after a pause, or when the
 * alarm rings. A transient failure is said and followed by a growing pause; any other one ends the loop.
 */
export async function repeat({
  work,
  pauseMs,
  alarm,
  log,
  signal,
  onOutdated,
}: {
  work: () => Promise<{ isMore: boolean }>;
  pauseMs: () => number;
  alarm: Alarm;
  /** Bound to the chain. */
  log: Logger;
  signal: AbortSignal;
  /** What to do when a reading was refused as outdated; a throw ends the loop. */
  onOutdated: () => Promise<void>;
}): Promise<void> {
  let delayMs = RETRY_MS_MIN;
  while (!signal.aborted) {
    try {
      const { isMore } = await work();
      delayMs = RETRY_MS_MIN;
      if (!isMore) await alarm.pause(pauseMs(), signal);
    } catch (error) {
      if (signal.aborted) return;
      const failure = asTransient(error);
      if (!failure) throw error;
      if (failure.code === 'reading_outdated') {
        await onOutdated();
        continue;
      }
      // That the budget is spent was said once; what waits for tomorrow says no more.
      const level = failure.code === 'rpc_budget_spent' ? 'debug' : 'warn';
      log[level]({ code: failure.code, delayMs }, failure.message);
      await alarm.pause(delayMs, signal);
      delayMs = Math.min(RETRY_MS_MAX, delayMs * 2);
    }
  }
}
