import { describe, expect, onTestFinished, test } from 'vitest';
import { MidflightError } from '../../core/errors.ts';
import { HttpFailure, RpcFailure } from '../../test/json-rpc-server.ts';
import { aCluster, aTamperedWorld, aWorld, type Tamper } from '../../test/solana-source.ts';
import { createSvmSource } from './source.ts';

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => expect.unreachable('it should have failed'),
    (error: unknown) => {
      expect(error).toBeInstanceOf(MidflightError);
      const { code, message, recovery, isTransient } = error as MidflightError;
      return { code, message, recovery, isTransient };
    },
  );

describe('connecting', () => {
  test('to another cluster is refused, and both are named', async () => {
    const { node } = await aWorld();
    const other = aCluster('9'.repeat(44));
    const source = createSvmSource({
      definition: other,
      endpoints: [{ url: `${node.url}/secret-key` }],
      setting: 'RPC_URL_SOLANA',
      notes: { warn: () => {}, info: () => {} },
    });
    expect(await failureOf(source.connect())).toEqual({
      code: 'rpc_wrong_chain',
      message: `The RPC endpoint ${node.url} for solana serves the cluster ${node.genesisHash}, not ${'9'.repeat(32)}….`,
      recovery: `Set RPC_URL_SOLANA to an endpoint of the cluster whose genesis hash begins with ${'9'.repeat(32)}.`,
      isTransient: false,
    });
  });

  test('to what does not answer says why, and no key', async () => {
    const source = createSvmSource({
      definition: aCluster('9'.repeat(44)),
      endpoints: [{ url: 'http://user:password@127.0.0.1:9/secret-key' }],
      setting: 'RPC_URL_SOLANA',
      notes: { warn: () => {}, info: () => {} },
    });
    const { message, recovery, ...rest } = await failureOf(source.connect());
    expect(rest).toEqual({ code: 'rpc_unreachable', isTransient: true });
    expect(message).toMatch('No RPC endpoint of solana answers: http://127.0.0.1:9 (');
    expect(message).not.toMatch(/secret|password/);
    expect(recovery).toMatch('RPC_URL_SOLANA');
  });

  test('sends user and password as a header, since fetch takes no such URLs', async () => {
    const world = await aTamperedWorld((_, result) => result);
    const source = createSvmSource({
      definition: world.source.definition as never,
      endpoints: [{ url: world.proxy.url.replace('http://', 'http://user:pass@') }],
      setting: 'RPC_URL_SOLANA',
      notes: { warn: () => {}, info: () => {} },
    });
    await source.connect();
    expect(world.proxy.posts.at(-1)?.authorization).toBe(
      `Basic ${Buffer.from('user:pass').toString('base64')}`,
    );
  });
});

describe('a node', () => {
  test('that lists a transaction and does not show it is not believed; the next one is asked', async () => {
    const withhold: Tamper = (method, result) => (method === 'getTransaction' ? null : result);
    const { source, emit, confirm, numbers, proxy } = await aTamperedWorld(withhold, {
      beside: true,
    });
    await source.connect();
    await emit(2);
    confirm();
    expect(await numbers(0n, 2n)).toEqual([2]);
    expect(proxy.count('getTransaction')).toBeGreaterThan(0);
  });

  test('that alone withholds a transaction makes the reading fail for the moment', async () => {
    const withhold: Tamper = (method, result) => (method === 'getTransaction' ? null : result);
    const { emit, confirm, numbers } = await aTamperedWorld(withhold);
    await emit(2);
    confirm();
    expect(await failureOf(numbers(0n, 2n))).toEqual({
      code: 'rpc_malformed',
      message: 'solana does not show 1 of the transactions that it lists.',
      recovery: 'It is asked again; if this lasts, use another RPC endpoint.',
      isTransient: true,
    });
  });

  test('that lags behind the end of the range is not believed to have nothing there', async () => {
    const { node, numbers } = await aWorld();
    node.produce(2);
    const { code, message } = await failureOf(numbers(0n, 9n));
    expect({ code, message }).toEqual({
      code: 'rpc_malformed',
      message: 'solana does not show slot 9, its newest one is 2.',
    });
  });

  test.each([
    ['an error', false],
    ['an empty list', true],
  ])(
    'that answers with %s where it does not know where to begin is not believed',
    async (_, lenientCursors) => {
      const forget: Tamper = (method, result) =>
        method === 'getBlock' &&
        typeof result === 'object' &&
        result !== null &&
        'signatures' in result
          ? { ...result, signatures: ['1'.repeat(64)] }
          : result;
      const { emit, node, numbers } = await aTamperedWorld(forget, { lenientCursors });
      await emit(2);
      node.produce(100);
      expect((await failureOf(numbers(0n, 3n))).isTransient).toBe(true);
    },
  );

  test('that has thrown away the beginning of the range says so, with the remedy', async () => {
    const { node, numbers } = await aWorld({ blocksKept: 20 });
    node.produce(200);
    expect(await failureOf(numbers(5n, 150n))).toEqual({
      code: 'rpc_history_pruned',
      message:
        'The history of solana does not go back far enough at this RPC endpoint: slot 5 is wanted, and it keeps slots from 182 on.',
      recovery: 'Add an endpoint with the whole history (an archive), or set a later start block.',
      isTransient: true,
    });
    expect((await failureOf(numbers(150n, 150n))).code).toBe('rpc_history_pruned');
  });

  test('that lacks a block and calls it skipped contradicts the block above', async () => {
    const lose: Tamper = (method, result, [slot]) => {
      if (method === 'getBlock' && slot === 3) throw new RpcFailure(-32007, 'Slot 3 was skipped');
      if (method === 'getBlocks') return (result as number[]).filter((slot) => slot !== 3);
      return result;
    };
    const { source, node } = await aTamperedWorld(lose);
    node.produce(5);
    expect((await failureOf(source.headers([3n]))).code).toBe('rpc_contradiction');
  });

  test('that does not serve the block of its newest slot yet is not believed to have nothing there', async () => {
    let hidden = true;
    const late: Tamper = (method, result, [slot]) => {
      if (!hidden) return result;
      if (method === 'getBlock' && slot === 3) throw new RpcFailure(-32004, 'Block not available');
      if (method === 'getBlocks') return (result as number[]).filter((slot) => slot !== 3);
      if (method === 'getSignaturesForAddress')
        return (result as { slot: number }[]).filter(({ slot }) => slot !== 3);
      return result;
    };
    const { source, emit, confirm, numbers } = await aTamperedWorld(late);
    await emit(2);
    await emit(3);
    confirm();
    expect((await source.head()).number).toBe(2n);
    const { code, message } = await failureOf(numbers(0n, 3n));
    expect({ code, message }).toEqual({
      code: 'rpc_malformed',
      message: 'solana does not show the block at or above slot 3.',
    });
    hidden = false;
    expect(await numbers(0n, 3n)).toEqual([2, 3]);
  });

  test.each([-1, 1.5, 253_402_300_800])(
    'that tells the time %d is malformed',
    async (blockTime) => {
      const shift: Tamper = (method, result) =>
        method === 'getBlock' ? { ...(result as object), blockTime } : result;
      const { source, node } = await aTamperedWorld(shift);
      node.produce(5);
      const { code, message } = await failureOf(source.headers([3n]));
      expect(code).toBe('rpc_malformed');
      expect(message).toContain(`${blockTime} is no time of a block`);
    },
  );

  test('that keeps no inner instructions would show no events, and is not believed', async () => {
    const strip: Tamper = (method, result) =>
      method === 'getTransaction'
        ? {
            ...(result as object),
            meta: { ...(result as { meta: object }).meta, innerInstructions: null },
          }
        : result;
    const { emit, confirm, numbers } = await aTamperedWorld(strip);
    await emit(2);
    confirm();
    expect((await failureOf(numbers(0n, 2n))).message).toMatch(
      /^solana does not show what transaction \w+ did, only that it happened\.$/,
    );
  });

  test('that answers with something else is asked again, and named', async () => {
    const garble: Tamper = (method, result) =>
      method === 'getSignaturesForAddress' ? [{}] : result;
    const { node, numbers } = await aTamperedWorld(garble);
    node.produce(2);
    const { code, message } = await failureOf(numbers(0n, 2n));
    expect(code).toBe('rpc_malformed');
    expect(message).toMatch(
      'solana did not answer getSignaturesForAddress: the answer is malformed: ',
    );
  });

  test('that shows an empty page once, though there are older transactions, is asked again', async () => {
    let isWell = false;
    const { emit, confirm, numbers } = await aTamperedWorld(
      (method, result, [, options]) => {
        // CAST: what our own client sends.
        const isLater = method === 'getSignaturesForAddress' && 'before' in (options as object);
        if (isWell || !isLater) return result;
        isWell = true;
        return [];
      },
      { paging: { pageSize: 2, pagesMax: 10 } },
    );
    for (const number of [2, 3, 4, 5, 6]) await emit(number);
    confirm();
    expect(await numbers(0n, 6n)).toEqual([2, 3, 4, 5, 6]);
  });

  test('that takes no batches is asked one by one', async () => {
    const { emit, confirm, numbers, proxy } = await aTamperedWorld((_, result) => result, {
      takesBatches: false,
    });
    for (const number of [2, 3, 4]) await emit(number);
    confirm();
    expect(await numbers(0n, 4n)).toEqual([2, 3, 4]);
    expect(proxy.posts.filter(({ batch }) => batch > 0)).toHaveLength(1);
  });

  test('that takes only short batches gets them', async () => {
    let longest = 0;
    const { emit, confirm, numbers, proxy } = await aTamperedWorld((_, result) => {
      const batch = proxy.posts.at(-1)?.batch ?? 0;
      if (batch > 2) throw new HttpFailure({ status: 413, body: 'too large' });
      longest = Math.max(longest, batch);
      return result;
    });
    for (const number of [2, 3, 4, 5, 6]) await emit(number);
    confirm();
    expect(await numbers(0n, 6n)).toEqual([2, 3, 4, 5, 6]);
    expect(longest).toBe(2);
  });

  test('that wants to be left alone is left alone for as long as it says', async () => {
    const { source, emit, confirm, numbers, proxy } = await aTamperedWorld((_, result) => result, {
      beside: true,
    });
    await source.connect();
    await emit(2);
    confirm();
    await numbers(0n, 2n);
    const headers = { 'retry-after': '60' };
    proxy.answerNext({ status: 429, body: 'too many requests', headers });
    expect(await numbers(0n, 2n)).toEqual([2]);
    const asked = proxy.posts.length;
    expect(await numbers(0n, 2n)).toEqual([2]);
    expect(proxy.posts.length).toBe(asked);
  });
});

describe('a node that takes only so many calls', () => {
  /** Refuses what comes above `most` calls in each 100 ms. */
  const limited = (most: number): Tamper => {
    let calls = 0;
    let began = -Infinity;
    return (_, result) => {
      if (performance.now() - began > 100) {
        calls = 0;
        began = performance.now();
      }
      calls += 1;
      if (calls <= most) return result;
      const headers = { 'retry-after': '0.05' };
      throw new HttpFailure({ status: 429, body: 'too many requests', headers });
    };
  };

  // At the slowest pace that is tried, five calls a second, this takes a quarter of a minute.
  test(
    'is asked for less at once each time that it says so, until it takes it',
    { timeout: 120_000 },
    async () => {
      const { source, filter, emit, confirm } = await aTamperedWorld(limited(20));
      const all = Array.from({ length: 30 }, (_, index) => index + 2);
      for (const number of all) await emit(number);
      confirm();
      const found: number[] = [];
      for (let from = 0n; from <= 31n;) {
        const reading = await source.read({ from, to: 31n }, filter).catch(() => null);
        if (reading) found.push(...reading.logs.map(({ data }) => Number(data)));
        if (reading) from = reading.to + 1n;
      }
      expect(found).toEqual(all);
    },
  );

  test.each([
    ['refuses a few slots near the head', { status: 413, body: 'too large' }, 34n],
    [
      'is asked too often for a few slots',
      { status: 429, body: 'too many requests', headers: { 'retry-after': '0.001' } },
      34n,
    ],
  ])('that %s is still asked for long ranges below', async (_, answer, end) => {
    const { source, filter, node, proxy } = await aTamperedWorld((_, result) => result);
    node.produce(40);
    await source.read({ from: 0n, to: 1n }, filter);
    const stride = source.stride();
    proxy.answerNext(answer);
    const { to } = await source.read({ from: 31n, to: 38n }, filter, { linked: true });
    expect({ to, stride: source.stride() }).toEqual({ to: end, stride });
  });
});

describe('a node that forbids', () => {
  test('batches is asked one by one', async () => {
    const forbid = { status: 403, body: 'batch requests are only for paid plans' };
    const { emit, confirm, numbers, proxy } = await aTamperedWorld((_, result) => {
      if ((proxy.posts.at(-1)?.batch ?? 0) > 0) throw new HttpFailure(forbid);
      return result;
    });
    for (const number of [2, 3, 4]) await emit(number);
    confirm();
    expect(await numbers(0n, 4n)).toEqual([2, 3, 4]);
  });

  test('everything, as it does to a wrong key, is left alone, and its ranges stay as long', async () => {
    let isForbidden = false;
    const { source, node, numbers } = await aTamperedWorld((_, result) => {
      if (isForbidden) throw new HttpFailure({ status: 403, body: 'invalid api key' });
      return result;
    });
    node.produce(40);
    expect(await numbers(0n, 1n)).toEqual([]);
    const stride = source.stride();
    isForbidden = true;
    expect((await failureOf(numbers(0n, 30n))).code).toBe('rpc_unreachable');
    expect(source.stride()).toBe(stride);
    expect(source.endpoints().map(({ isHealthy }) => isHealthy)).toEqual([false]);
  });
});

test('a second look is taken at another endpoint', async () => {
  const { source, filter, emit, confirm, proxy } = await aTamperedWorld((_, result) => result, {
    beside: true,
  });
  await source.connect();
  await emit(2);
  confirm();
  await source.read({ from: 0n, to: 2n }, filter);
  const asked = proxy.count('getSignaturesForAddress');
  expect(asked).toBeGreaterThan(0);
  const { logs } = await source.read({ from: 0n, to: 2n }, filter, { again: true });
  expect(logs).toHaveLength(1);
  expect(proxy.count('getSignaturesForAddress')).toBe(asked);
});

describe('logs that a node cut off', () => {
  const cut: Tamper = (method, result) => {
    if (method !== 'getTransaction') return result;
    const { meta, ...rest } = result as { meta: { logMessages: string[] } };
    return {
      ...rest,
      meta: { ...meta, logMessages: [...meta.logMessages.slice(0, 1), 'Log truncated'] },
    };
  };

  test('are told of once for each transaction, where they may have held events', async () => {
    const { emit, confirm, numbers, warnings, programs } = await aTamperedWorld(cut);
    const byLogs = await emit(2, 'logger');
    await emit(3, 'caller');
    confirm();
    expect(await numbers(0n, 3n)).toEqual([3]);
    expect(await numbers(0n, 3n)).toEqual([3]);
    expect(warnings).toEqual([
      `solana cut off the logs of transaction ${byLogs}: events of ${programs.logger.toBase58()} may be missing there.`,
    ]);
  });

  test('may also have held events of a program that was seen to call itself', async () => {
    const { source, filter, emit, confirm, warnings, programs } = await aTamperedWorld(cut);
    const signatures = [await emit(2), await emit(3)];
    confirm();
    const { wanted, receiptIndexTopics } = filter;
    const { logs } = await source.read({ from: 0n, to: 3n }, { wanted, receiptIndexTopics });
    expect(logs.map(({ data }) => data)).toEqual(['0x02', '0x03']);
    const told = signatures.map(
      (signature) =>
        `solana cut off the logs of transaction ${signature}: events of ${programs.caller.toBase58()} may be missing there.`,
    );
    expect(new Set(warnings)).toEqual(new Set(told));
  });
});

describe('watching', () => {
  const until = async (passes: () => boolean) => {
    for (const deadline = Date.now() + 8_000; Date.now() < deadline;) {
      if (passes()) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect.unreachable('it did not ring');
  };

  test('rings at new slots over the WebSocket, until it is stopped', async () => {
    const { source, node } = await aWorld({
      through: (own) => Promise.resolve([own, own.replace('http', 'ws')]),
    });
    let rings = 0;
    const stop = source.watch(() => (rings += 1));
    onTestFinished(stop);
    await until(() => {
      node.produce();
      return rings > 1;
    });
    stop();
    const rung = rings;
    node.produce(3);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(rings).toBe(rung);
  });

  test('without a WebSocket is silent, and stops', async () => {
    const { source } = await aWorld();
    source.watch(() => expect.unreachable('nothing rings'))();
  });
});
