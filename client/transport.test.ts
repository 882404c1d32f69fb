import { describe, expect, test } from 'vitest';
import { json, problem, scriptedServer, type Turn } from '../test/scripted-server.ts';
import { createMidflight, MidflightApiError } from './index.ts';

/** How a request ends, of a server that answers like this. */
async function ask(turns: readonly Turn[], options: { apiKey?: string } = {}) {
  const { baseUrl, asked } = await scriptedServer(turns);
  const answer: unknown = await createMidflight({ baseUrl, ...options })
    .chains()
    .catch((error: unknown) => error);
  return { answer, asked };
}
const busy = problem(503, 'not_ready', { 'retry-after': '0' });
const html: Turn = (response) => {
  response.writeHead(200, { 'content-type': 'text/html' });
  response.end('<!doctype html><title>Sign in</title>');
};

describe('a request', () => {
  test.each([
    ['503', busy],
    ['429', problem(429, 'too_many_requests', { 'retry-after': '0' })],
    ['500 of a proxy', ((response) => response.writeHead(502).end('Bad gateway')) satisfies Turn],
    ['a connection that breaks', ((response) => response.destroy()) satisfies Turn],
  ])('is tried again after %s', async (_, turn) => {
    const { answer, asked } = await ask([turn, json({ chains: [] })]);
    expect(answer).toEqual({ chains: [] });
    expect(asked).toHaveLength(2);
  });

  test(
    'is tried four times, and then tells what the server said',
    { timeout: 120_000 },
    async () => {
      const { answer, asked } = await ask([busy]);
      expect(answer).toMatchObject({ code: 'not_ready', status: 503, retryAfter: 0 });
      expect(asked).toHaveLength(4);
    },
  );

  test('that is to come back much later is not tried again, and tells when', async () => {
    const { answer, asked } = await ask([
      problem(429, 'too_many_requests', { 'retry-after': '90' }),
    ]);
    expect(answer).toMatchObject({ code: 'too_many_requests', retryAfter: 90 });
    expect(asked).toHaveLength(1);
  });

  test('that is wrong is not tried again', async () => {
    const { answer, asked } = await ask([problem(400, 'bad_request')]);
    expect(answer).toBeInstanceOf(MidflightApiError);
    expect(answer).toMatchObject({
      code: 'bad_request',
      message: 'It failed.',
      recovery: 'Try.',
      status: 400,
      retryAfter: null,
    });
    expect(asked).toHaveLength(1);
  });

  test.each([
    ['a page in place of JSON', html, 200],
    [
      'a page as an error',
      ((response) => response.writeHead(404).end('<html>')) satisfies Turn,
      404,
    ],
    ['JSON that is no problem', json(null, 403), 403],
  ])('that is answered with %s says that this is not Midflight', async (_, turn, status) => {
    const { answer } = await ask([turn]);
    expect(answer).toMatchObject({ code: 'unexpected_answer', status });
  });

  test('that nobody answers says so', async () => {
    const answer: unknown = await createMidflight({ baseUrl: 'http://127.0.0.1:1' })
      .chains()
      .catch((error: unknown) => error);
    expect(answer).toMatchObject({ code: 'unreachable', status: null });
  });

  test('ends with its signal, and with the reason of that', async () => {
    const { baseUrl } = await scriptedServer([() => {}]);
    const abort = new AbortController();
    const asking = createMidflight({ baseUrl }).chains({ signal: abort.signal });
    abort.abort(new Error('the page was left'));
    await expect(asking).rejects.toThrow('the page was left');
  });

  test('carries the key, where there is one', async () => {
    const { asked } = await ask([json({})], { apiKey: 'mk_secret' });
    expect(asked[0]?.headers.authorization).toBe('Bearer mk_secret');
    const { asked: without } = await ask([json({})]);
    expect(without[0]?.headers.authorization).toBeUndefined();
  });
});
