import { describe, expect, test } from 'vitest';
import {
  poolOf,
  working,
  failure,
  raise,
  unreachable,
  refused,
  contradicting,
  type Client,
} from '../../test/endpoint-pool.ts';
import type { Place } from './pool.ts';

describe('the best endpoint', () => {
  test('is the first one that is usable', async () => {
    const { pool, one, two } = poolOf({}, {});
    await pool.connect();
    await pool.run(working);
    expect([one.asked, two.asked]).toEqual([['probe', 'work'], ['probe']]);
  });

  test('is the next one when work fails, and all of the work is done there', async () => {
    const { pool, one, two } = poolOf({ work: unreachable }, {});
    await pool.connect();
    expect(await pool.run(working)).toBe('two');
    expect([one.asked, two.asked]).toEqual([
      ['probe', 'work'],
      ['probe', 'work'],
    ]);
  });

  test('is another one than the one to avoid, and the only one where there is one', async () => {
    const avoid = (_: Client, { endpoint }: Place) => Promise.resolve(endpoint);
    const { pool } = poolOf({}, {});
    await pool.connect();
    expect(await pool.run(working, { avoid: await pool.run(avoid) })).toBe('two');
    expect(await pool.run(working)).toBe('one');
    const { pool: single } = poolOf({});
    expect(await single.run(working, { avoid: await single.run(avoid) })).toBe('one');
  });

  test('is another one than has done a part of the work', async () => {
    const { pool } = poolOf({}, {});
    await pool.connect();
    const outer = await pool.run(async (client, { endpoint }) => [
      await working(client),
      await pool.run(working, { avoid: endpoint }),
    ]);
    expect(outer).toEqual(['one', 'two']);
  });
});

describe('work that fails', () => {
  test('because of a part of it, done at another endpoint, is the fault of that one alone', async () => {
    const limit = failure('rpc_unreachable', { context: { isRateLimit: true } });
    const { pool } = poolOf({}, { work: () => raise(limit) });
    await pool.connect();
    const nested = pool.run(
      (_, { endpoint }) => pool.run(working, { avoid: endpoint, triesMax: 1 }),
      { triesMax: 1 },
    );
    await expect(nested).rejects.toBe(limit);
    expect(pool.state().map(({ isHealthy, failures }) => ({ isHealthy, failures }))).toEqual([
      { isHealthy: true, failures: 0 },
      { isHealthy: false, failures: 1 },
    ]);
  });

  test('is tried four times in all, with growing pauses', async () => {
    const pauses: number[] = [];
    const { pool, clock, one } = poolOf({ work: contradicting });
    await pool.connect();
    const { sleep } = clock;
    clock.sleep = (ms) => {
      pauses.push(ms);
      return sleep(ms);
    };
    await expect(pool.run(working)).rejects.toMatchObject({ code: 'rpc_contradiction' });
    expect(one.asked).toEqual(['probe', 'work', 'work', 'work', 'work']);
    expect(pauses).toEqual([150, 300, 600]);
  });

  test('because it is refused is not tried there again', async () => {
    const { pool, one, two } = poolOf({ work: refused }, { work: refused });
    await pool.connect();
    await expect(pool.run(working)).rejects.toMatchObject({ code: 'rpc_refused' });
    expect([one.asked, two.asked]).toEqual([
      ['probe', 'work'],
      ['probe', 'work'],
    ]);
  });

  test('for good, or by a mistake of our own, is not tried again', async () => {
    for (const error of [new TypeError('oops'), failure('other', { isTransient: false })]) {
      const { pool, one, two } = poolOf({ work: () => raise(error) }, {});
      await pool.connect();
      await expect(pool.run(working)).rejects.toBe(error);
      expect([one.asked, two.asked]).toEqual([['probe', 'work'], ['probe']]);
    }
  });
});

test('the state says how each endpoint does', async () => {
  const { pool } = poolOf({ work: unreachable }, {});
  await pool.connect();
  await pool.run(working);
  expect(pool.state()).toEqual([
    {
      name: 'https://one.example',
      isHealthy: true,
      lastError: 'ECONNREFUSED',
      calls: 2,
      failures: 1,
      contradictions: 0,
      latencyMs: expect.any(Number) as number,
    },
    {
      name: 'https://two.example',
      isHealthy: true,
      lastError: null,
      calls: 2,
      failures: 0,
      contradictions: 0,
      latencyMs: expect.any(Number) as number,
    },
  ]);
});
