import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { problem, scriptedServer, type Turn } from '../test/scripted-server.ts';
import { followStream } from './follow-stream.ts';
import type { ServerEvent } from './read-events.ts';
import { createTransport } from './transport.ts';

const begin = (response: ServerResponse) =>
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
const event = (id: number) => `id: ${id}\nevent: transition\ndata: {"n":${id}}\n\n`;
/** Writes this, and breaks the connection. */
const cutAfter =
  (text: string): Turn =>
  (response) => {
    begin(response).write(text, () => response.destroy());
  };
const hold =
  (text: string): Turn =>
  (response) => {
    begin(response).write(text);
  };

/** So many events of a server that answers like this, with the ids that it was asked to go on after. */
async function follow(
  turns: readonly Turn[],
  count: number,
  waits: { silenceMax?: number; pauseFirst?: number } = {},
) {
  const { baseUrl, asked } = await scriptedServer(turns);
  const seen: ServerEvent[] = [];
  const stream = followStream(createTransport({ baseUrl }), {
    path: '/v1/stream',
    query: { protocol: ['cctp', 'axelar'] },
    ...waits,
  });
  let error: unknown = null;
  try {
    for await (const one of stream) if (seen.push(one) === count) break;
  } catch (reason) {
    error = reason;
  }
  return {
    ids: seen.map(({ lastEventId }) => lastEventId),
    after: asked.map(({ headers }) => headers['last-event-id']),
    urls: asked.map(({ url }) => url),
    error,
  };
}

describe('a stream', () => {
  test('goes on after the last event that came whole', async () => {
    const half = event(3).slice(0, -9);
    const { ids, after, urls } = await follow(
      [cutAfter(event(1) + event(2) + half), hold(event(3) + event(4))],
      4,
    );
    expect(ids).toEqual(['1', '2', '3', '4']);
    expect(after).toEqual([undefined, '2']);
    expect(urls[0]).toBe('/v1/stream?protocol=cctp%2Caxelar');
  });

  test('does not count an id that was cut off before its event', async () => {
    const { ids, after } = await follow([cutAfter(`${event(1)}id: 2\n`), hold(event(2))], 2);
    expect(ids).toEqual(['1', '2']);
    expect(after).toEqual([undefined, '1']);
  });

  test('goes on after an id that came without an event', async () => {
    const { after } = await follow([cutAfter(`${event(1)}id: 8\n\n`), hold(event(9))], 2);
    expect(after).toEqual([undefined, '8']);
  });

  test('leaves out what the server sends again', async () => {
    const { ids } = await follow([cutAfter(event(1)), hold(event(1) + event(2))], 2);
    expect(ids).toEqual(['1', '2']);
  });

  test(
    'ends well, is refused for a while, and is no stream at all: it comes again',
    { timeout: 120_000 },
    async () => {
      const { ids, after } = await follow(
        [
          (response) => begin(response).end(event(1)),
          problem(503, 'not_ready', { 'retry-after': '0' }),
          problem(429, 'too_many_requests', { 'retry-after': '1' }),
          (response) => response.destroy(),
          hold(event(2)),
        ],
        2,
      );
      expect(ids).toEqual(['1', '2']);
      expect(after).toEqual([undefined, '1', '1', '1', '1']);
    },
  );

  test('that is silent for too long is made again', async () => {
    const next: Turn = (response, { headers }) => {
      begin(response).write(event(Number(headers['last-event-id'] ?? 0) + 1));
    };
    const { ids } = await follow([next], 3, { silenceMax: 200 });
    expect(ids).toEqual(['1', '2', '3']);
  });

  test('that often breaks without news, and lasts meanwhile, is made again as soon as the first time', async () => {
    let connections = 0;
    const quiet: Turn = (response) => {
      connections += 1;
      const isLast = connections === 18;
      begin(response).write(isLast ? event(2) : `id: 1\nevent: position\ndata: {}\n\n`);
      // Pauses that double would take more than a minute.
      if (!isLast) setTimeout(() => response.destroy(), 20);
    };
    const { ids } = await follow([cutAfter(event(1)), quiet], 2, { pauseFirst: 1 });
    expect(ids).toEqual(['1', '2']);
    expect(connections).toBe(18);
  });

  test('with a wrong filter ends with what is wrong', async () => {
    const { error } = await follow([problem(400, 'bad_request')], 1);
    expect(error).toMatchObject({ code: 'bad_request' });
  });

  test('that is a page ends with that', async () => {
    const page: Turn = (response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
    };
    expect((await follow([page], 1)).error).toMatchObject({ code: 'unexpected_answer' });
  });

  test('begins where it is told to, and ends with its signal', async () => {
    const { baseUrl, asked } = await scriptedServer([hold(event(8))]);
    const abort = new AbortController();
    const { signal } = abort;
    const stream = followStream(
      createTransport({ baseUrl }),
      { path: '/v1/stream' },
      { after: '7', signal },
    );
    expect((await stream.next()).value).toMatchObject({ lastEventId: '8' });
    expect(asked[0]?.headers['last-event-id']).toBe('7');
    const next = stream.next();
    abort.abort(new Error('the page was left'));
    await expect(next).rejects.toThrow('the page was left');
  });

  test('that nobody reads any more is closed at the server too', async () => {
    let closed = () => {};
    const isClosed = new Promise<void>((resolve) => (closed = resolve));
    const { baseUrl } = await scriptedServer([
      (response) => {
        response.on('close', closed);
        begin(response).write(event(1));
      },
    ]);
    for await (const _ of followStream(createTransport({ baseUrl }), { path: '/' })) break;
    await isClosed;
  });
});
