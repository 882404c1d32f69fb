import { describe, expect, test } from 'vitest';
import { createThrottle } from './throttle.ts';

/** A request that ends when it is told to. */
function aRequest() {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { end, send: () => ended };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('concurrency', () => {
  test('is the most that is in flight; the urgent ones go before those that came earlier', async () => {
    const { gate } = createThrottle({ concurrency: 1 });
    const first = aRequest();
    const order: string[] = [];
    const sent = [
      gate(0)(1, first.send),
      gate(-3)(1, async () => void order.push('second look')),
      gate(-2)(1, async () => void order.push('backfill')),
      gate(0)(1, async () => void order.push('head')),
    ];
    await turn();
    expect(order).toEqual([]);
    first.end();
    await Promise.all(sent);
    expect(order).toEqual(['head', 'backfill', 'second look']);
  });

  test('is not used up by requests that failed', async () => {
    const gate = createThrottle({ concurrency: 1 }).gate(0);
    await expect(gate(1, () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await gate(1, async () => 'well')).toBe('well');
  });
});

describe('the rate', () => {
  test('counts calls, not requests, and lets a burst of one second through', async () => {
    const gate = createThrottle({ callsPerSecond: 100 }).gate(0);
    const startedAt = performance.now();
    // What waits for nothing comes before any timer, on however busy a machine.
    let hasWaited = false;
    const timer = setTimeout(() => (hasWaited = true), 0);
    await gate(100, async () => {});
    expect(hasWaited).toBe(false);
    clearTimeout(timer);
    await gate(20, async () => {});
    expect(performance.now() - startedAt).toBeGreaterThan(150);
  });

  test('lets a request through that has more calls than a second allows', async () => {
    const gate = createThrottle({ callsPerSecond: 50 }).gate(0);
    const startedAt = performance.now();
    await gate(60, async () => {});
    expect(performance.now() - startedAt).toBeGreaterThan(150);
  });

  test('gives what there is to the urgent ones first', async () => {
    const { gate } = createThrottle({ callsPerSecond: 20 });
    await gate(0)(20, async () => {});
    const order: string[] = [];
    const sent = [-2, -2, -2, 0].map((priority, index) =>
      gate(priority)(1, async () => void order.push(`${index} ${priority}`)),
    );
    await Promise.all(sent);
    // The first one was at the bucket already.
    expect(order).toEqual(['0 -2', '3 0', '1 -2', '2 -2']);
  });
});

describe('an endpoint that is asked too often', () => {
  const tooOften = new Error('too many requests');

  test('is not sent what waits: that fails like what was sent', async () => {
    const { gate, pace, limit } = createThrottle({ concurrency: 1 });
    const first = aRequest();
    const sent = gate(0)(1, first.send);
    const waiting = gate(0)(1, () => expect.unreachable('it is not sent'));
    await turn();
    limit(pace(), tooOften);
    first.end();
    await sent;
    await expect(waiting).rejects.toBe(tooOften);
    expect(await gate(0)(1, async () => 'well')).toBe('well');
  });

  test('is asked at a slower pace from then on, in shorter batches', async () => {
    const { gate, pace, limit } = createThrottle({ callsPerSecond: 200 });
    limit(pace(), tooOften);
    expect([pace(), gate(0).most()]).toEqual([100, 100]);
    const startedAt = performance.now();
    await gate(0)(150, async () => {});
    expect(performance.now() - startedAt).toBeGreaterThan(400);
  });
});
