import { UnrecoverableError } from 'bullmq';
import type { Logger } from 'pino';
import { z, type ZodType } from 'zod';
import { MidflightError } from '../core/errors.ts';
import type { RulesByProtocol } from '../core/fold-all.ts';
import type { Meter } from '../core/meter.ts';
import type { Database } from '../db/pool.ts';

/** What a job works with. */
export interface JobDeps {
  db: Database;
  rules: RulesByProtocol;
  log: Logger;
  /** Aborted when the jobs are stopped: long work ends at its next step. */
  signal: AbortSignal;
  /** Asks for one more worker to run the job that does the folding. */
  ring: () => Promise<void>;
  /** Legs that a component may have, if not the default. */
  legsMax?: number;
  /** Nothing is counted unless given. */
  meter?: Meter;
}

/** A job: one thing to do with Postgres, that may be done twice. */
export interface JobDefinition {
  name: string;
  /** Runs the job by itself, this many milliseconds apart; what a lost signal left is found at the latest then. */
  everyMs: number;
  /** Parses the payload, which may come from another version of this code, and does the work. */
  run: (payload: unknown, deps: JobDeps) => Promise<void>;
}

/**
 * Declares a job. Payloads are ids, never data. An error that cannot pass by trying again ends the job at once.
 *
 * @example
 * export const sweepJob = defineJob({ name: 'sweep', payload: z.object({}), everyMs: 1000, run: async () => {} });
 */
export function defineJob<P>({
  name,
  payload,
  everyMs,
  run,
}: {
  name: string;
  payload: ZodType<P>;
  everyMs: number;
  run: (payload: P, deps: JobDeps) => Promise<void>;
}): JobDefinition {
  return {
    name,
    everyMs,
    run: async (data, deps) => {
      const parsed = payload.safeParse(data);
      if (!parsed.success) {
        throw new UnrecoverableError(
          `${name} got a malformed payload: ${z.prettifyError(parsed.error)}`,
        );
      }
      try {
        await run(parsed.data, deps);
      } catch (error) {
        if (error instanceof MidflightError && !error.isTransient) {
          throw new UnrecoverableError(`${error.message} ${error.recovery}`);
        }
        throw error;
      }
    },
  };
}
