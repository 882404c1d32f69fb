import { TokenBucket } from 'limiter';
import PQueue from 'p-queue';

/** Most endpoints take fewer, and say so; those that are paid by the call are configured. */
const CALLS_PER_SECOND = 1_000;
const CONCURRENCY = 8;

/**
 * Sends one HTTP request as soon as the endpoint's limits allow.
 *
 * @param calls how many JSON-RPC calls are in it: a batch of 100 counts as 100
 */
export type Gate = <T>(calls: number, request: () => Promise<T>) => Promise<T>;

/** What one endpoint may be burdened with. */
export interface Limits {
  /** JSON-RPC calls per second, and in one burst. */
  callsPerSecond?: number | undefined;
  /** HTTP requests in flight. */
  concurrency?: number | undefined;
  /** Milliseconds after which an HTTP request is given up. */
  timeoutMs?: number | undefined;
}

/** What a large range takes an archive node at times. */
export const TIMEOUT_MS = 15_000;

/**
 * Keeps the requests to one endpoint within its limits. Of those that wait, the one with the highest priority goes next.
 *
 * @returns the gate for requests of a priority
 */
export function createThrottle({
  callsPerSecond = CALLS_PER_SECOND,
  concurrency = CONCURRENCY,
}: Limits): (priority: number) => Gate {
  const bucket = new TokenBucket({
    bucketSize: callsPerSecond,
    tokensPerInterval: callsPerSecond,
    interval: 'second',
  });
  bucket.content = callsPerSecond;
  const inFlight = new PQueue({ concurrency });
  // Those that wait for the bucket wait by priority too: the bucket itself serves them as they come.
  const atBucket = new PQueue({ concurrency: 1 });
  const take = async (calls: number) => {
    for (let left = calls; left > 0; left -= callsPerSecond) {
      await bucket.removeTokens(Math.min(left, callsPerSecond));
    }
  };
  return (priority) => (calls, request) =>
    inFlight.add(
      async () => {
        await atBucket.add(() => take(calls), { priority });
        return request();
      },
      { priority },
    );
}
