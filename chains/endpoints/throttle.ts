import { TokenBucket } from 'limiter';
import PQueue from 'p-queue';
import { createPace } from './pace.ts';

/** Most endpoints take fewer, and say so; those that are paid by the call are configured. */
const CALLS_PER_SECOND = 1_000;
const CONCURRENCY = 8;

/** Where requests to one endpoint wait. */
export interface Gate {
  /**
   * Sends one HTTP request as soon as the endpoint's limits allow.
   *
   * @param calls how many JSON-RPC calls are in it: a batch of 100 counts as 100
   */
  <T>(calls: number, request: () => Promise<T>): Promise<T>;
  /** The most calls that may be in one request now: those of a second. */
  most: () => number;
}

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

/** Keeps the requests to one endpoint within its limits. */
export interface Throttle {
  /** The gate for requests of a priority: of those that wait, the one with the highest goes next. */
  gate: (priority: number) => Gate;
  /** How many calls per second it lets through now. */
  pace: () => number;
  /** Work that began at this pace was too much for the endpoint: what waits fails like it, and less is let through. */
  limit: (pace: number, error: unknown) => void;
}

/** Begins at the limits that are known, and finds a lower rate where the endpoint shows that it has one. */
export function createThrottle({
  callsPerSecond = CALLS_PER_SECOND,
  concurrency = CONCURRENCY,
}: Limits): Throttle {
  const pace = createPace(callsPerSecond);
  let bucket = bucketOf(callsPerSecond, callsPerSecond);
  /** What came since the last limit: it fails together at the next one. */
  let waiting: { error?: unknown } = {};
  const inFlight = new PQueue({ concurrency });
  // Those that wait for the bucket wait by priority too: the bucket itself serves them as they come.
  const atBucket = new PQueue({ concurrency: 1 });
  const take = async (calls: number) => {
    for (let left = calls; left > 0;) {
      const own = bucket;
      const piece = Math.min(left, own.bucketSize);
      left -= piece;
      if (own.tryRemoveTokens(piece)) continue;
      await own.removeTokens(piece);
      pace.hold(piece);
      if (own === bucket && pace.now() > own.bucketSize) bucket = bucketOf(pace.now(), own.content);
    }
  };
  return {
    gate: (priority) => {
      const gate = <T>(calls: number, request: () => Promise<T>) => {
        const own = waiting;
        const check = () => {
          if (own.error !== undefined) throw own.error;
        };
        return inFlight.add(
          async () => {
            check();
            await atBucket.add(() => own.error === undefined && take(calls), { priority });
            check();
            return request();
          },
          { priority },
        );
      };
      return Object.assign(gate, { most: pace.now });
    },
    pace: pace.now,
    limit: (from, error) => {
      if (!pace.lower(from)) return;
      waiting.error = error;
      waiting = {};
      bucket = bucketOf(pace.now(), bucket.content);
    },
  };
}

function bucketOf(callsPerSecond: number, content: number): TokenBucket {
  const bucket = new TokenBucket({
    bucketSize: callsPerSecond,
    tokensPerInterval: callsPerSecond,
    interval: 'second',
  });
  bucket.content = Math.min(callsPerSecond, content);
  return bucket;
}
