import { describe, expect, test } from 'vitest';
import {
  aChain,
  aLog,
  aNode,
  base,
  connect,
  failureOf,
  filter,
  lengthOf,
  rangesOf,
} from '../../test/evm-node.ts';
import { systemClock } from '../endpoints/clock.ts';
import {
  HttpFailure,
  RpcFailure,
  type RawAnswer,
  type RpcHandler,
} from '../../test/json-rpc-server.ts';

const head = (height: bigint) => ({ number: height });

describe.concurrent('several endpoints', () => {
  test('one that is down at the start joins when it answers', async () => {
    let isDown = true;
    const chain = aChain({ height: 21n });
    const first = await aNode((method, params) => {
      if (isDown) throw new HttpFailure({ status: 503, body: 'starting' });
      return chain(method, params);
    });
    const second = await aNode(aChain({ height: 20n }));
    const { source, infos, clock } = await connect([first.url, second.url]);
    expect(await source.head()).toMatchObject(head(20n));
    isDown = false;
    clock.skip(60_000);
    await source.head();
    await until(() => infos.length > 0);
    expect(await source.head()).toMatchObject(head(21n));
    expect(infos).toEqual([`base uses the RPC endpoint ${first.url} now.`]);
  });

  test('one that is replaced by another chain is never asked again, with one sentence', async () => {
    let id = 8453;
    const first = await aNode((method, params) => aChain({ id, height: 21n })(method, params));
    const second = await aNode(aChain({ height: 20n }));
    const { source, warnings, clock } = await connect([first.url, second.url]);
    id = 1;
    clock.skip(61_000);
    await source.headers([1n]);
    await until(() => warnings.length > 0);
    const before = first.posts.length;
    clock.skip(600_000);
    expect(await source.head()).toMatchObject(head(20n));
    expect(first.posts.length).toBe(before);
    expect(warnings).toEqual([
      `The RPC endpoint ${first.url} for base serves chain 1, not 8453. It is not used any more. Set RPC_URL_8453 to an endpoint of chain 8453.`,
    ]);
  });

  test('all answers of a reading come from one of them', async () => {
    const logs = [aLog({ block: 15n })];
    // The first one has the logs, and not the header of the range's end.
    const first = await aNode((method, params) =>
      params[0] === '0x10' ? null : aChain({ height: 20n, logs })(method, params),
    );
    const second = await aNode(aChain({ height: 20n, logs }));
    const { source } = await connect([first.url, second.url]);
    const before = second.requests.length;
    await source.read({ from: 1n, to: 16n }, filter);
    expect(second.requests.slice(before).map(({ method }) => method)).toEqual([
      'eth_getBlockByNumber',
      'eth_getLogs',
    ]);
  });

  test('a second look goes to another one', async () => {
    const [first, second] = [await aNode(aChain()), await aNode(aChain())];
    const { source } = await connect([first.url, second.url]);
    const range = { from: 1n, to: 9n };
    await source.read(range, filter);
    await source.read(range, filter, { again: true });
    expect([first.count('eth_getLogs'), second.count('eth_getLogs')]).toEqual([1, 1]);
  });

  test('a second look goes to another one than read the range, whatever was asked since', async () => {
    let isAway = false;
    const chain = aChain();
    const first = await aNode((method, params) => {
      if (isAway) throw new HttpFailure({ status: 503, body: 'away' });
      return chain(method, params);
    });
    const second = await aNode(chain);
    const { source } = await connect([first.url, second.url]);
    const count = () => [first.count('eth_getLogs'), second.count('eth_getLogs')];
    await source.read({ from: 1n, to: 9n }, filter);
    isAway = true;
    await source.read({ from: 10n, to: 19n }, filter);
    isAway = false;
    const [one = 0, two = 0] = count();
    await source.head();
    const later = await source.read({ from: 10n, to: 19n }, filter, { again: true });
    expect([later.to, ...count()]).toEqual([19n, one + 1, two]);
    // A range of two readers is looked at in two pieces.
    const earlier = await source.read({ from: 1n, to: 19n }, filter, { again: true });
    expect([earlier.to, ...count()]).toEqual([9n, one + 1, two + 1]);
  });

  test('each has strides of its own', async () => {
    const chain = aChain({ height: 10_000n });
    const first = await aNode((method, params) => {
      if (method === 'eth_getLogs' && lengthOf(params) > 130n)
        throw new RpcFailure(-32602, 'too many');
      return chain(method, params);
    });
    const second = await aNode(chain);
    const { source } = await connect([first.url, second.url]);
    expect(source.stride()).toBe(500n);
    const range = { from: 1n, to: 10_000n };
    const reading = await source.read(range, filter);
    expect(reading.to).toBeLessThanOrEqual(130n);
    expect(source.stride()).toBeLessThanOrEqual(130n);
    expect((await source.read(range, filter, { again: true })).to).toBe(500n);
    expect(rangesOf(second)).toEqual(['0x1 0x1f4']);
  });
});

describe.concurrent('an endpoint that falls silent', () => {
  const aSilentOne = async (isSilent: (method: string, params: readonly unknown[]) => boolean) => {
    const chain = aChain({ height: 300n });
    let isOn = false;
    const first = await aNode((method, params) => {
      if (isOn && isSilent(method, params)) throw new HttpFailure('hang');
      return chain(method, params);
    });
    const second = await aNode(chain);
    const connected = await connect([], base, {
      endpoints: [first, second].map(({ url }) => ({ url, timeoutMs: 2_000 })),
    });
    isOn = true;
    return { first, second, ...connected };
  };

  test('is left alone like one that is down', async () => {
    const { source, first, warnings } = await aSilentOne(() => true);
    await source.head();
    await source.headers([7n]);
    await source.read({ from: 300n, to: 300n }, filter, { linked: true });
    expect(source.endpoints()[0]).toMatchObject({ isHealthy: false, failures: 3 });
    expect(warnings).toEqual([
      `base does without the RPC endpoint ${first.url} until it answers: The request timed out.`,
    ]);
  });

  test('about a range is asked for half of it once, and then another one is', async () => {
    const { source, first, second } = await aSilentOne((method) => method === 'eth_getLogs');
    expect((await source.read({ from: 1n, to: 300n }, filter)).to).toBe(300n);
    expect(rangesOf(first)).toEqual(['0x1 0x12c', '0x1 0x96']);
    expect(rangesOf(second)).toEqual(['0x1 0x12c']);
    expect(source.endpoints()[0]).toMatchObject({ isHealthy: true, failures: 1 });
  });

  test('about long ranges only is given shorter ones', async () => {
    const { source, first, second } = await aSilentOne(
      (method, params) => method === 'eth_getLogs' && lengthOf(params) > 200n,
    );
    expect((await source.read({ from: 1n, to: 300n }, filter)).to).toBe(150n);
    expect(rangesOf(first)).toEqual(['0x1 0x12c', '0x1 0x96']);
    expect(rangesOf(second)).toEqual([]);
    expect(source.endpoints()[0]).toMatchObject({ isHealthy: true, failures: 0 });
  });
});

describe.concurrent('an endpoint that is asked too often', () => {
  const tooMany = (headers: Record<string, string>): RawAnswer => ({
    status: 429,
    body: 'slow down',
    headers,
  });
  const inTwoMinutes = () => new Date(Date.now() + 120_000).toUTCString();

  test.each<[string, () => Record<string, string>]>([
    ['in seconds', () => ({ 'retry-after': '120' })],
    ['as a date', () => ({ 'retry-after': inTwoMinutes() })],
  ])('is left alone for as long as it says, %s', async (_, headers) => {
    const chain = aChain({ height: 20n });
    let isLimited = true;
    const first = await aNode((method, params) => {
      if (isLimited && method === 'eth_getLogs') throw new HttpFailure(tooMany(headers()));
      return chain(method, params);
    });
    const second = await aNode(chain);
    const { source, clock } = await connect([first.url, second.url]);
    await source.read({ from: 1n, to: 9n }, filter);
    isLimited = false;
    const before = first.posts.length;
    clock.skip(100_000);
    await source.read({ from: 1n, to: 9n }, filter);
    expect(first.posts.length).toBe(before);
    clock.skip(25_000);
    await source.read({ from: 1n, to: 9n }, filter);
    await until(() => first.posts.length > before);
  });

  test('by one batch is given shorter ones', async () => {
    let isOn = false;
    const server = await aNode(aChain({ height: 200n }), {
      onBatch: (answers) => {
        if (isOn && answers.length > 20) throw new HttpFailure(tooMany({}));
        return answers;
      },
    });
    const { source } = await connect([server.url]);
    isOn = true;
    const heights = Array.from({ length: 90 }, (_, index) => BigInt(index));
    const read = async () => source.headers(heights).catch(() => []);
    for (let tries = 0; (await read()).length === 0; tries += 1) expect(tries).toBeLessThan(5);
    expect(server.posts.at(-1)?.batch).toBeLessThanOrEqual(20);
  });
});

describe.concurrent('an endpoint that takes fewer calls in a second than a reading has', () => {
  /** 100 calls in a second, and in one burst; what is refused says no more than that. */
  const aSlowOne = (height: bigint) => {
    const chain = aChain({ height });
    let [left, at] = [100, performance.now()];
    return aNode((method, params) => {
      const now = performance.now();
      left = Math.min(100, left + (now - at) / 10);
      at = now;
      if (left < 1) throw new HttpFailure({ status: 429, body: 'Too Many Requests' });
      left -= 1;
      return chain(method, params);
    });
  };

  test('is asked at a pace that it takes, until the reading is whole', async () => {
    const server = await aSlowOne(300n);
    const { source } = await connect([], base, {
      endpoints: [{ url: server.url, callsPerSecond: 200 }],
      clock: systemClock,
    });
    const reading = await source.read({ from: 101n, to: 228n }, filter, { linked: true });
    expect(reading).toMatchObject({ to: 228n, headers: { length: 128 } });
  });

  test('is not asked for the rest of a reading that it has refused a part of', async () => {
    const chain = aChain({ height: 300n });
    const server = await aNode((method, params) => {
      if (params[0] === '0x1') throw new HttpFailure({ status: 429, body: 'Too Many Requests' });
      return chain(method, params);
    });
    const { source } = await connect([], base, {
      endpoints: [{ url: server.url, callsPerSecond: 100, concurrency: 1 }],
    });
    const heights = Array.from({ length: 250 }, (_, height) => BigInt(height));
    await failureOf(source.headers(heights));
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(server.requests.map(({ params }) => params[0])).not.toContain('0xf9');
  });
});

describe.concurrent('limits that are configured', () => {
  test('no batch is longer than the calls of a second', async () => {
    const server = await aNode(aChain());
    const { source } = await connect([], base, {
      endpoints: [{ url: server.url, callsPerSecond: 25 }],
    });
    await source.headers(Array.from({ length: 30 }, (_, index) => BigInt(index)));
    expect(Math.max(...server.posts.map(({ batch }) => batch))).toBe(25);
  });

  test('no more requests are in flight than is allowed', async () => {
    let inFlight = 0;
    let most = 0;
    const chain = aChain();
    const handler: RpcHandler = async (method, params) => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await new Promise((resolve) => setImmediate(resolve));
      inFlight -= 1;
      return chain(method, params);
    };
    const server = await aNode(handler, { takesBatches: false });
    const { source } = await connect([], base, {
      endpoints: [{ url: server.url, concurrency: 2 }],
    });
    await source.headers(Array.from({ length: 12 }, (_, index) => BigInt(index)));
    expect(most).toBe(2);
  });

  test('a budget that is spent leaves the head, and says when the rest goes on', async () => {
    const server = await aNode(aChain());
    const { source, warnings } = await connect([server.url], base, { callsPerDay: 10 });
    await source.headers([1n, 2n, 3n, 4n, 5n, 6n, 7n]);
    expect(await failureOf(source.read({ from: 1n, to: 9n }, filter))).toMatchObject({
      code: 'rpc_budget_spent',
      isTransient: true,
    });
    expect(await source.head()).toMatchObject(head(100n));
    expect(warnings).toHaveLength(1);
  });

  test('the state of the endpoints has no key', async () => {
    const server = await aNode(aChain());
    const { source } = await connect([`${server.url}/v2/Zk3yZk3y`]);
    expect(source.endpoints()).toEqual([
      {
        name: server.url,
        isHealthy: true,
        lastError: null,
        calls: 4,
        failures: 0,
        contradictions: 0,
        latencyMs: expect.any(Number) as number,
      },
    ]);
  });
});

/** Resolves when it is so; what it waits for goes on in the background. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}
