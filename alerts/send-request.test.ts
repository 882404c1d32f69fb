import { describe, expect, test } from 'vitest';
import { takingServer } from '../test/taking-server.ts';
import { sendRequest } from './send-request.ts';

const options = { signal: new AbortController().signal, timeoutMs: 10_000 };

describe('a request', () => {
  test.each([301, 302, 303, 307, 308])(
    'that is sent elsewhere by a %i ends there',
    async (status) => {
      const elsewhere = await takingServer();
      const receiver = await takingServer(status, { location: `${elsewhere.url}/else` });
      expect(await sendRequest({ url: `${receiver.url}/hook`, body: '{"a":1}' }, options)).toEqual({
        type: 'failed',
        status,
        detail: `${status} {}`,
        retryAfterMs: null,
      });
      expect(receiver.taken).toEqual([{ path: '/hook', body: { a: 1 } }]);
      expect(elsewhere.taken).toEqual([]);
    },
  );

  test.each([
    [429, '7', 7_000],
    [503, '7', 7_000],
    [429, 'soon', null],
  ])('that is answered %i waits for the %s seconds that it is told', async (status, after, ms) => {
    const receiver = await takingServer(status, { 'retry-after': after });
    expect(await sendRequest({ url: receiver.url, body: '{}' }, options)).toEqual({
      type: 'failed',
      status,
      detail: `${status} {}`,
      retryAfterMs: ms,
    });
  });

  test.each([200, 202])('that is answered %i is sent', async (status) => {
    const receiver = await takingServer(status);
    expect(await sendRequest({ url: receiver.url, body: '{}' }, options)).toEqual({
      type: 'sent',
      status,
      detail: `${status} {}`,
    });
  });
});
