import { describe, expect, test } from 'vitest';
import { MidflightError } from '../../core/errors.ts';
import { aClock } from '../../test/evm-node.ts';
import { parseEndpoint } from './endpoint.ts';
import { createPool, type PoolOptions } from './pool.ts';

// Endpoints that are functions: the pool knows of them only what a driver tells it.

/** One endpoint: what it answers to who it is, and to work. */
interface Fake {
  probe?: () => bigint;
  work?: () => unknown;
  /** What was asked of it, in order. */
  asked: string[];
}

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

  test('is another one than the last when work is done again, and the only one where there is one', async () => {
    const { pool } = poolOf({}, {});
    await pool.connect();
    expect(await pool.run(working)).toBe('one');
    expect(await pool.run(working, { again: true })).toBe('two');
    expect(await pool.run(working, { again: true })).toBe('two');
    expect(await pool.run(working)).toBe('one');
    const { pool: single } = poolOf({});
    await single.run(working);
    expect(await single.run(working, { again: true })).toBe('one');
  });

  test('is another one than has done a part of the work, whatever was used last', async () => {
    const { pool } = poolOf({}, {});
    await pool.connect();
    const outer = await pool.run(async (client, { endpoint }) => [
      await working(client),
      await pool.run(working, { avoid: endpoint }),
    ]);
    expect(outer).toEqual(['one', 'two']);
    expect(await pool.run(working, { again: true })).toBe('two');
  });
});

describe('work that fails', () => {
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

describe('endpoints that were dead at the start', () => {
  test('join when they answer', async () => {
    let isDead = true;
    const { pool, clock, warnings, infos, two } = poolOf(
      { probe: () => (isDead ? unreachable() : 1n) },
      {},
    );
    await pool.connect();
    expect(warnings).toEqual([
      'base does without the RPC endpoint https://one.example until it answers: ECONNREFUSED.',
    ]);
    expect(await pool.run(working)).toBe('two');
    isDead = false;
    clock.skip(5_000);
    expect(await pool.run(working)).toBe('two');
    await settled();
    expect(await pool.run(working)).toBe('one');
    expect(infos).toHaveLength(1);
    expect(two.asked).toEqual(['probe', 'work', 'work']);
  });

  test('are asked who they are before they are used, and stay out if they are of another chain', async () => {
    let isDead = true;
    const { pool, one, clock, warnings } = poolOf(
      { probe: () => (isDead ? unreachable() : ofAnotherChain()) },
      {},
    );
    await pool.connect();
    isDead = false;
    for (let run = 0; run < 5; run += 1) {
      clock.skip(100_000);
      expect(await pool.run(working)).toBe('two');
      await settled();
    }
    expect(one.asked).toEqual(['probe', 'probe']);
    expect(warnings.slice(1)).toEqual([
      'one serves another chain. It is not used any more. Mend it.',
    ]);
  });

  test('all of them: the start fails with a sentence, and the chain goes on when one answers', async () => {
    let isDead = true;
    const probe = () => (isDead ? unreachable() : 1n);
    const { pool, clock } = poolOf({ probe }, { probe });
    const sentence = {
      code: 'rpc_unreachable',
      isTransient: true,
      message:
        'No RPC endpoint of base answers: https://one.example (ECONNREFUSED), https://two.example (ECONNREFUSED).',
    };
    await expect(pool.connect()).rejects.toMatchObject(sentence);
    await expect(pool.run(working)).rejects.toMatchObject(sentence);
    isDead = false;
    clock.skip(100_000);
    expect(await pool.run(working)).toBe('one');
  });
});

describe('an endpoint of another chain', () => {
  test('refuses the start, also beside right ones', async () => {
    const { pool } = poolOf({}, { probe: ofAnotherChain });
    await expect(pool.connect()).rejects.toMatchObject({ code: 'rpc_wrong_chain' });
  });

  test('that was a right one before is found out within a minute, and never used again', async () => {
    let isOther = false;
    const { pool, one, clock, warnings } = poolOf(
      { probe: () => (isOther ? ofAnotherChain() : 1n) },
      {},
    );
    await pool.connect();
    isOther = true;
    clock.skip(61_000);
    await pool.run(working);
    await settled();
    for (let run = 0; run < 3; run += 1) {
      clock.skip(100_000);
      expect(await pool.run(working)).toBe('two');
    }
    expect(one.asked).toEqual(['probe', 'probe', 'work']);
    expect(warnings).toHaveLength(1);
  });

  test('that is the only one ends the work for good', async () => {
    const { pool } = poolOf({ probe: ofAnotherChain });
    await expect(pool.run(working)).rejects.toMatchObject({
      code: 'rpc_wrong_chain',
      isTransient: false,
    });
  });
});

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
      latencyMs: expect.any(Number) as number,
    },
    {
      name: 'https://two.example',
      isHealthy: true,
      lastError: null,
      calls: 2,
      failures: 0,
      latencyMs: expect.any(Number) as number,
    },
  ]);
});

interface Client extends Fake {
  name: string;
  call: (what: string, answer: () => unknown) => Promise<unknown>;
}

/** A pool of up to two endpoints, on a clock of its own. */
function poolOf(...fakes: Omit<Fake, 'asked'>[]) {
  const clock = aClock();
  const warnings: string[] = [];
  const infos: string[] = [];
  const names = ['one', 'two'];
  const clients = new Map(
    fakes.map((fake, index) => [
      `https://${names[index]}.example`,
      { ...fake, asked: [] as string[] },
    ]),
  );
  const now = { at: 0 };
  const options: PoolOptions<Client> = {
    chainName: 'base',
    endpoints: [...clients.keys()].map((url) => parseEndpoint(url)),
    driver: {
      connect: (endpoint) => (gate) => {
        const fake = clients.get(endpoint.name) ?? { asked: [] };
        const name = new URL(endpoint.url).hostname.split('.')[0] ?? '';
        return Object.assign(Object.create(fake) as Fake, {
          name,
          call: (what: string, answer: () => unknown) =>
            gate(1, async () => {
              fake.asked.push(what);
              now.at += 10;
              return answer();
            }),
        });
      },
      probe: async (client) => {
        const height = await client.call('probe', client.probe ?? (() => 1n));
        return height as bigint;
      },
    },
    recovery: 'Mend it.',
    lagBlocksMax: 5n,
    notes: {
      warn: (message) => void warnings.push(message),
      info: (message) => void infos.push(message),
    },
    clock: Object.assign(clock, { now: () => now.at, skip: (ms: number) => void (now.at += ms) }),
  };
  clock.sleep = async (ms) => void (now.at += ms);
  const [one = { asked: [] }, two = { asked: [] }] = [...clients.values()];
  return { pool: createPool(options), one, two, warnings, infos, clock };
}

/** Work of one call; says where it was done. */
async function working(client: Client): Promise<string> {
  await client.call('work', client.work ?? (() => null));
  return client.name;
}

/** Lets what goes on in the background come to its end. */
const settled = async () => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

function failure(
  code: string,
  parts: Partial<ConstructorParameters<typeof MidflightError>[0]> = {},
) {
  const texts = { message: `${code}.`, recovery: 'Mend it.', isTransient: true };
  return new MidflightError({ code, ...texts, ...parts });
}

function raise(error: unknown): never {
  throw error;
}

const unreachable = () =>
  raise(failure('rpc_unreachable', { context: { reason: 'ECONNREFUSED' } }));
const refused = () => raise(failure('rpc_refused'));
const contradicting = () => raise(failure('rpc_contradiction'));
const ofAnotherChain = () =>
  raise(failure('rpc_wrong_chain', { message: 'one serves another chain.', isTransient: false }));
