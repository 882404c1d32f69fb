import { Redis } from 'ioredis';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { memoryLimits, redisLimits, withInsurance, type RateLimits } from './rate-limits.ts';

const rates = { anonymous: 2, key: 5 };
const redisUrl = inject('redisUrl');

function aRedis(): Redis {
  const redis = new Redis(redisUrl ?? '', { keyPrefix: `${crypto.randomUUID()}:` });
  onTestFinished(() => redis.disconnect());
  return redis;
}

const counters: [string, () => Promise<RateLimits>][] = [
  ['in memory', async () => memoryLimits(rates)],
];
if (redisUrl !== null) {
  counters.push([
    'in Redis',
    async () => {
      const redis = aRedis();
      await redis.ping();
      return redisLimits(rates, redis);
    },
  ]);
}

describe.each(counters)('counted %s', (_, make) => {
  test('a client may ask as often as its limit says, and no other one is told off for it', async () => {
    const limits = await make();
    const asked = [];
    for (let i = 0; i < 4; i += 1) asked.push(await limits.take('anonymous', 'a'));
    expect(asked.map(({ limit, remaining, isOver }) => [limit, remaining, isOver])).toEqual([
      [2, 1, false],
      [2, 0, false],
      [2, 0, true],
      [2, 0, true],
    ]);
    for (const { resetSeconds } of asked) {
      expect(resetSeconds).toBeGreaterThan(0);
      expect(resetSeconds).toBeLessThanOrEqual(60);
    }
    expect(await limits.take('anonymous', 'b')).toMatchObject({ remaining: 1, isOver: false });
    expect(await limits.take('key', 'a')).toMatchObject({ limit: 5, remaining: 4 });
  });

  test('looking counts nothing', async () => {
    const limits = await make();
    expect(await limits.look('anonymous', 'a')).toEqual({
      limit: 2,
      remaining: 2,
      resetSeconds: 0,
      isOver: false,
    });
    await limits.take('anonymous', 'a');
    await limits.take('anonymous', 'a');
    expect(await limits.look('anonymous', 'a')).toMatchObject({ remaining: 0, isOver: true });
  });
});

describe('a counter that fails', () => {
  const broken: RateLimits = {
    take: () => Promise.reject(new Error('away')),
    look: () => Promise.reject(new Error('away')),
  };

  test('is replaced by another one and not asked again at once, and that is said', async () => {
    const failures: unknown[] = [];
    const limits = withInsurance(broken, memoryLimits(rates), (error) => failures.push(error));
    expect(await limits.take('anonymous', 'a')).toMatchObject({ remaining: 1 });
    expect(await limits.take('anonymous', 'a')).toMatchObject({ remaining: 0 });
    expect(await limits.take('anonymous', 'a')).toMatchObject({ isOver: true });
    expect(failures.map(String)).toEqual(['Error: away']);
  });

  test('may be a Redis that is not there', async () => {
    const redis = new Redis('redis://127.0.0.1:1', {
      lazyConnect: true,
      retryStrategy: () => null,
    });
    const limits = withInsurance(redisLimits(rates, redis), memoryLimits(rates), () => {});
    expect(await limits.take('anonymous', 'a')).toMatchObject({ remaining: 1, isOver: false });
  });
});

test.skipIf(redisUrl === null)('two processes count together in Redis', async () => {
  const redis = aRedis();
  await redis.ping();
  const [one, other] = [redisLimits(rates, redis), redisLimits(rates, redis)];
  await one.take('anonymous', 'a');
  expect(await other.take('anonymous', 'a')).toMatchObject({ remaining: 0 });
  expect(await one.take('anonymous', 'a')).toMatchObject({ isOver: true });
});
