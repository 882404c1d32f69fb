import { describe, expect, test } from 'vitest';
import {
  poolOf,
  working,
  settled,
  failure,
  raise,
  unreachable,
  refused,
  contradicting,
} from '../../test/endpoint-pool.ts';
import { aClock } from '../../test/evm-node.ts';
import { createHealth } from './health.ts';

describe('an endpoint that fails three times in a row', () => {
  const failing = () => {
    let isDown = true;
    const made = poolOf({ work: () => (isDown ? unreachable() : null) }, {});
    return { ...made, mend: () => (isDown = false) };
  };

  test('is left alone, with one warning, and asked who it is when its pause is over', async () => {
    const { pool, one, warnings, infos, clock, mend } = failing();
    await pool.connect();
    for (let run = 0; run < 5; run += 1) await pool.run(working);
    expect(one.asked).toEqual(['probe', 'work', 'work', 'work']);
    expect(warnings).toEqual([
      'base does without the RPC endpoint https://one.example until it answers: ECONNREFUSED.',
    ]);
    mend();
    clock.skip(1_500);
    await pool.run(working);
    await settled();
    expect(infos).toEqual(['base uses the RPC endpoint https://one.example now.']);
    expect(await pool.run(working)).toBe('one');
  });

  test('is left alone for longer each time', async () => {
    const { pool, one, clock } = failing();
    await pool.connect();
    const pauses: number[] = [];
    for (let since = clock.now(); pauses.length < 8;) {
      const before = one.asked.length;
      await pool.run(working);
      await settled();
      if (one.asked.slice(before).includes('probe')) {
        pauses.push(Math.round((clock.now() - since) / 1_000));
        since = clock.now();
      }
      clock.skip(1_000);
    }
    const grows = pauses.every((pause, index) => pause >= (pauses[index - 1] ?? 0) - 1);
    expect(grows).toBe(true);
    expect(pauses[0]).toBeLessThan(6);
    expect(pauses.at(-1)).toBeGreaterThan(50);
  });

  test('at once is left alone once, and not longer for each of them', async () => {
    const { pool, one, clock } = failing();
    await pool.connect();
    await Promise.all(Array.from({ length: 4 }, () => pool.run(working)));
    const before = one.asked.length;
    clock.skip(1_100);
    await pool.run(working);
    await settled();
    expect(one.asked.slice(before)).toEqual(['probe']);
  });

  test('is not one that fails now and then', async () => {
    let calls = 0;
    const { pool, warnings } = poolOf({
      work: () => ((calls += 1) % 3 === 0 ? null : unreachable()),
    });
    await pool.connect();
    for (let run = 0; run < 10; run += 1) await pool.run(working);
    expect(warnings).toEqual([]);
  });

  test.each<[string, () => never]>([
    ['refuses', refused],
    ['contradicts itself', contradicting],
    [
      'has not got a block yet',
      () => raise(failure('rpc_malformed', { context: { isAbsent: true } })),
    ],
  ])('is not one that %s', async (_, work) => {
    const { pool } = poolOf({ work });
    await pool.connect();
    for (let run = 0; run < 3; run += 1) await pool.run(working).catch(() => {});
    expect(pool.state()).toMatchObject([{ isHealthy: true }]);
  });
});

describe('an endpoint that is asked too often', () => {
  const limited = (retryAfterMs?: number) => () =>
    raise(
      failure('rpc_unreachable', {
        context: { isRateLimit: true, ...(retryAfterMs && { retryAfterMs }) },
      }),
    );

  test('is left alone for as long as it says', async () => {
    const { pool, one, clock } = poolOf({ work: limited(90_000) }, {});
    await pool.connect();
    expect(await pool.run(working)).toBe('two');
    clock.skip(80_000);
    await pool.run(working);
    await settled();
    expect(one.asked).toEqual(['probe', 'work']);
    clock.skip(15_000);
    await pool.run(working);
    await settled();
    expect(one.asked).toEqual(['probe', 'work', 'probe']);
  });

  test('is waited for where it is the only one, if it is not long', async () => {
    let calls = 0;
    const { pool, clock } = poolOf({ work: () => ((calls += 1) === 1 ? limited(3_000)() : null) });
    await pool.connect();
    const startedAt = clock.now();
    expect(await pool.run(working)).toBe('one');
    expect(clock.now() - startedAt).toBeGreaterThanOrEqual(3_000);
  });

  test('is not waited for when it is long: the caller is told', async () => {
    const { pool, one } = poolOf({ work: limited(60_000) });
    await pool.connect();
    await expect(pool.run(working)).rejects.toMatchObject({ context: { isRateLimit: true } });
    await expect(pool.run(working)).rejects.toMatchObject({
      code: 'rpc_unreachable',
      message: 'No RPC endpoint of base answers: https://one.example (rpc_unreachable).',
    });
    expect(one.asked).toEqual(['probe', 'work']);
  });
});

test('requests that are refused together for a time that is told are one pause', () => {
  const clock = aClock();
  const health = createHealth(clock);
  health.join();
  for (let request = 0; request < 4; request += 1) health.rest(100);
  clock.skip(100);
  health.rest();
  expect(Math.round(health.wait() / 1_000)).toBe(2);
});
