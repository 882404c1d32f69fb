import { describe, expect, test } from 'vitest';
import { offChainService, type ServiceHandler } from '../test/off-chain-service.ts';
import { ASK_LIMITS, askService } from './ask-service.ts';

const limits = { timeoutMs: 300, bytesMax: 50_000 };
const { signal } = new AbortController();

const ask = (url: string, of: { signal?: AbortSignal } = {}) =>
  askService(url, { path: '/a', body: { id: '1' } }, { limits, signal, ...of });

test('whole numbers come as they are, however large', async () => {
  const { url, questions } = await offChainService(
    () => '{"a":9007199254740993,"b":[-1,0.5,"7"],"c":null}',
  );
  expect(await ask(url)).toEqual({
    status: 200,
    body: { a: 9_007_199_254_740_993n, b: [-1n, 0.5, '7'], c: null },
  });
  expect(questions).toEqual([{ path: '/a', body: { id: '1' } }]);
});

test('what is not found is an answer too', async () => {
  const { url } = await offChainService(() => ({ status: 404, text: '{"message":"none"}' }));
  expect(await ask(url)).toEqual({ status: 404, body: { message: 'none' } });
});

const slowly: ServiceHandler = () => (response) => {
  response.writeHead(200);
  const timer = setInterval(() => response.write(' '), 50);
  response.on('close', () => clearInterval(timer));
};

const wrong: [string, ServiceHandler, reason: string][] = [
  ['an error', () => ({ status: 500, text: '{}' }), 'it answered with the status 500'],
  ['nothing in it', () => ({ status: 204, text: '' }), 'it answered with the status 204'],
  ['no end of waiting', () => () => {}, 'it took longer than 300 ms'],
  ['a byte now and then', slowly, 'it took longer than 300 ms'],
  ['a broken connection', () => (response) => response.destroy(), 'other side closed'],
  ['half a JSON', () => '{"a":[1,', 'its answer is no JSON'],
  ['a page', () => '<html>Welcome</html>', 'its answer is no JSON'],
  ['nothing at all', () => '', 'its answer is no JSON'],
  ['brackets without end', () => '['.repeat(40_000), 'its answer is no JSON'],
  ['two values of one name', () => '{"a":1,"a":2}', 'its answer is no JSON'],
  ['too much', () => `{}${' '.repeat(50_000)}`, 'its answer is larger than 50000 bytes'],
];

describe('an answer', () => {
  test.each(wrong)('with %s ends in an error that says so', async (_, answer, message) => {
    const { url } = await offChainService(answer);
    await expect(ask(url)).rejects.toMatchObject({
      code: 'service_failed',
      isTransient: true,
      message,
    });
  });

  test('that sends elsewhere is not followed', async () => {
    const other = await offChainService(() => '{}');
    const { url } = await offChainService(
      () => (response) => response.writeHead(307, { location: other.url }).end(),
    );
    await expect(ask(url)).rejects.toThrow('it answered with the status 307');
    expect(other.questions).toEqual([]);
  });

  test('is not waited for by who is stopped', async () => {
    const { url } = await offChainService(() => () => {});
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 20);
    const startedAt = performance.now();
    await expect(ask(url, { signal: stop.signal })).rejects.toThrow();
    expect(performance.now() - startedAt).toBeLessThan(ASK_LIMITS.timeoutMs / 2);
  });
});

test('a service that is not there is named by why', async () => {
  await expect(ask('http://127.0.0.1:9')).rejects.toThrow(/ECONNREFUSED|bad port/);
});
