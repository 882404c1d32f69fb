import { pino } from 'pino';
import type { RulesByProtocol } from '../../core/fold-all.ts';
import { correlateBatch } from '../../jobs/correlate.ts';
import { correlateJob } from '../../jobs/correlate-job.ts';
import type { FaultyConnection } from './faulty-pool.ts';

const log = pino({ level: process.env['TEST_LOG'] ?? 'silent' });

/** More than any run of the job needs here. */
const QUERIES_MAX = 5_000;

/** A process that runs the jobs, turn by turn. */
export interface JobsProcess {
  /** Folds so many marks at most, once. */
  batch: (marksMax: number) => Promise<{ isMore: boolean }>;
  /** Runs the whole job, as the queue does. */
  job: () => Promise<{ isMore: boolean }>;
  connection: FaultyConnection;
}

export function createJobsProcess(
  connection: FaultyConnection,
  rules: RulesByProtocol,
): JobsProcess {
  const { db } = connection;
  return {
    connection,
    batch: async (marksMax) => {
      const { cleared, failures, isHeld } = await correlateBatch(db, rules, { marksMax });
      failIfAny(failures);
      return { isMore: cleared > 0 || isHeld };
    },
    job: async () => {
      const abort = new AbortController();
      const upTo = connection.queries + QUERIES_MAX;
      const watch = setInterval(() => connection.queries > upTo && abort.abort(), 500);
      try {
        await correlateJob.run({}, { db, rules, log, signal: abort.signal, ring: async () => {} });
      } finally {
        clearInterval(watch);
      }
      if (abort.signal.aborted) throw new Error('the job does not come to an end');
      return { isMore: false };
    },
  };
}

function failIfAny(failures: readonly { keys: string[]; reason: string }[]) {
  const [first] = failures;
  if (first) throw new Error(`an operation cannot be folded: ${first.keys[0]}: ${first.reason}`);
}
