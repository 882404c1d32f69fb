import { MidflightError } from '../../core/errors.ts';
import type { Clock } from './clock.ts';
import type { Purpose } from './purpose.ts';

const DAY_MS = 86_400_000;
/** How often the head is asked for when the budget is spent. */
const HEAD_EVERY_MS = 30_000;

/** How many calls a chain may still make today. */
export interface Budget {
  spend: (calls: number) => void;
  /** @throws MidflightError `rpc_budget_spent`, transient, if this must wait */
  admit: (purpose: Purpose) => void;
}

/**
 * Counts a chain's JSON-RPC calls by the day of UTC. When they are used up, only the head is followed, and slowly. The
 * count begins anew with the process.
 */
export function createBudget({
  callsPerDay = Infinity,
  chainName,
  clock,
  warn,
}: {
  callsPerDay?: number | undefined;
  chainName: string;
  clock: Clock;
  warn: (message: string) => void;
}): Budget {
  const today = () => Math.floor(clock.utc() / DAY_MS);
  let day = today();
  let spent = 0;
  let isTold = false;
  let headAt = -Infinity;
  const isSpent = () => {
    if (today() !== day) {
      day = today();
      spent = 0;
      isTold = false;
    }
    return spent >= callsPerDay;
  };
  return {
    spend: (calls) => {
      isSpent();
      spent += calls;
    },
    admit: (purpose) => {
      if (!isSpent()) return;
      const until = `${new Date((day + 1) * DAY_MS).toISOString().slice(0, 16)}Z`;
      if (!isTold) {
        isTold = true;
        warn(
          `${chainName} has used up its ${callsPerDay} RPC calls of today. Until ${until} only its head is followed, every ${HEAD_EVERY_MS / 1_000} s.`,
        );
      }
      if (purpose === 'follow') return;
      const isTime = clock.now() - headAt >= HEAD_EVERY_MS;
      if (purpose === 'head' && isTime) {
        headAt = clock.now();
        return;
      }
      throw new MidflightError({
        code: 'rpc_budget_spent',
        message: `${chainName} has used up its ${callsPerDay} RPC calls of today.`,
        recovery: `It goes on at ${until}; raise callsPerDay to have it go on now.`,
        isTransient: true,
      });
    },
  };
}
