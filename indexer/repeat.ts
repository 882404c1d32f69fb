import type { Logger } from 'pino';
import { MidflightError } from '../core/errors.ts';
import type { Alarm } from './alarm.ts';

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
}: {
  work: () => Promise<{ isMore: boolean }>;
  pauseMs: () => number;
  alarm: Alarm;
  /** Bound to the chain. */
  log: Logger;
  signal: AbortSignal;
}): Promise<void> {
  let delayMs = RETRY_MS_MIN;
  while (!signal.aborted) {
    try {
      const { isMore } = await work();
      delayMs = RETRY_MS_MIN;
      if (!isMore) await alarm.pause(pauseMs(), signal);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof MidflightError && error.isTransient)) throw error;
      // What another process or a rollback has overtaken is nobody's failure.
      if (error.code === 'reading_outdated') continue;
      // That the budget is spent was said once; what waits for tomorrow says no more.
      const level = error.code === 'rpc_budget_spent' ? 'debug' : 'warn';
      log[level]({ code: error.code, delayMs }, error.message);
      await alarm.pause(delayMs, signal);
      delayMs = Math.min(RETRY_MS_MAX, delayMs * 2);
    }
  }
}
