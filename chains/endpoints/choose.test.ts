import { describe, expect, test } from 'vitest';
import { poolOf, working, settled, unreachable, type Client } from '../../test/endpoint-pool.ts';
import { parseEndpoint } from './endpoint.ts';

describe('an endpoint that lags', () => {
  const headOf =
    (fakes: Record<string, bigint>) =>
    (client: Client, { saw }: { saw: (height: bigint) => void }) => {
      const height = fakes[client.name] ?? 0n;
      client.asked.push('head');
      saw(height);
      return Promise.resolve(height);
    };

  test('is not asked for the head, but for everything else', async () => {
    const heights = { one: 100n, two: 100n };
    const { pool, clock } = poolOf({ probe: () => heights.one }, { probe: () => heights.two });
    await pool.connect();
    heights.two = 130n;
    clock.skip(61_000);
    const head = { purpose: 'head' } as const;
    // The probes that come once a minute show that the first one is stuck.
    await pool.run(headOf(heights), head);
    await settled();
    expect(await pool.run(headOf(heights), head)).toBe(130n);
    expect(await pool.run(working, { purpose: 'backfill' })).toBe('one');
    heights.one = 131n;
    clock.skip(61_000);
    await pool.run(headOf(heights), head);
    await settled();
    expect(await pool.run(headOf(heights), head)).toBe(131n);
  });

  test('is found out by what it shows: the next one is asked at once', async () => {
    const { pool } = poolOf({ probe: () => 130n }, { probe: () => 130n });
    await pool.connect();
    const heights = { one: 100n, two: 131n };
    expect(await pool.run(headOf(heights), { purpose: 'head' })).toBe(131n);
  });

  test('is believed where there is no other one', async () => {
    const heights = { one: 100n, two: 130n };
    let isDown = false;
    const { pool } = poolOf(
      { probe: () => heights.one },
      { probe: () => heights.two, work: () => (isDown ? unreachable() : null) },
    );
    await pool.connect();
    isDown = true;
    for (let run = 0; run < 3; run += 1) {
      await pool.run(working, { avoid: parseEndpoint('https://one.example') });
    }
    const only = await pool.run(
      async (client, place) =>
        client.name === 'two' ? unreachable() : headOf(heights)(client, place),
      { purpose: 'head' },
    );
    expect(only).toBe(100n);
  });

  test('by a block or two does not', async () => {
    const heights = { one: 100n, two: 103n };
    const { pool } = poolOf({ probe: () => heights.one }, { probe: () => heights.two });
    await pool.connect();
    expect(await pool.run(headOf(heights), { purpose: 'head' })).toBe(100n);
  });
});
