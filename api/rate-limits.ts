import type { Redis } from 'ioredis';
import {
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
  type RateLimiterAbstract,
} from 'rate-limiter-flexible';

/** By what a request is counted. */
export type Policy = 'anonymous' | 'key' | 'wrong_key';

/** Where a client stands in this minute. */
export interface Standing {
  /** Requests that a minute allows. */
  limit: number;
  remaining: number;
  /** Seconds until the minute is over. */
  resetSeconds: number;
  isOver: boolean;
}

/** Counts requests. */
export interface RateLimits {
  /** Counts one request of somebody. */
  take(policy: Policy, who: string): Promise<Standing>;
  /** Where somebody stands, without counting. */
  look(policy: Policy, who: string): Promise<Standing>;
}

/** Requests per minute. */
export interface Rates {
  anonymous: number;
  key: number;
}

const MINUTE_SECONDS = 60;
/** Wrong keys of one address: enough for a mistake, too few to search with. */
const WRONG_KEYS = 30;
/** After a failure the first counter is left alone for this long: a request must not wait for it again and again. */
const REST_MS = 5_000;

/** Counts in this process alone. */
export function memoryLimits(rates: Rates): RateLimits {
  return limitsBy(rates, (points, keyPrefix) => {
    return new RateLimiterMemory({ points, duration: MINUTE_SECONDS, keyPrefix });
  });
}

/** Counts in Redis, for all processes together. It throws what Redis fails with. */
export function redisLimits(rates: Rates, redis: Redis): RateLimits {
  return limitsBy(rates, (points, keyPrefix) => {
    return new RateLimiterRedis({
      storeClient: redis,
      rejectIfRedisNotReady: true,
      points,
      duration: MINUTE_SECONDS,
      keyPrefix,
      // Whoever is over the limit costs Redis nothing more.
      inMemoryBlockOnConsumed: points + 1,
    });
  });
}

/** The first counter, and while that one fails the second: a counter that is away must not keep anybody from reading. */
export function withInsurance(
  first: RateLimits,
  second: RateLimits,
  onFailure: (error: unknown) => void,
): RateLimits {
  let restsUntil = 0;
  const either = async (ask: (limits: RateLimits) => Promise<Standing>) => {
    if (performance.now() < restsUntil) return ask(second);
    try {
      return await ask(first);
    } catch (error) {
      restsUntil = performance.now() + REST_MS;
      onFailure(error);
      return ask(second);
    }
  };
  return {
    take: (policy, who) => either((limits) => limits.take(policy, who)),
    look: (policy, who) => either((limits) => limits.look(policy, who)),
  };
}

function limitsBy(
  { anonymous, key }: Rates,
  make: (points: number, keyPrefix: string) => RateLimiterAbstract,
): RateLimits {
  const limiters: Record<Policy, RateLimiterAbstract> = {
    anonymous: make(anonymous, 'midflight:requests:anonymous'),
    key: make(key, 'midflight:requests:key'),
    wrong_key: make(WRONG_KEYS, 'midflight:requests:wrong_key'),
  };
  return {
    async take(policy, who) {
      const limiter = limiters[policy];
      try {
        return standing(limiter.points, await limiter.consume(who), false);
      } catch (error) {
        // The library throws where somebody stands who is over the limit.
        if (error instanceof RateLimiterRes) return standing(limiter.points, error, true);
        throw error;
      }
    },
    async look(policy, who) {
      const limiter = limiters[policy];
      const known = await limiter.get(who);
      return standing(limiter.points, known, (known?.remainingPoints ?? limiter.points) <= 0);
    },
  };
}

function standing(limit: number, known: RateLimiterRes | null, isOver: boolean): Standing {
  return {
    limit,
    remaining: isOver ? 0 : Math.max(0, known?.remainingPoints ?? limit),
    resetSeconds: Math.ceil((known?.msBeforeNext ?? 0) / 1000),
    isOver,
  };
}
