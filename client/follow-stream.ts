import { MidflightApiError } from './api-error.ts';
import { backoffMs, pause, PAUSE_MS_FIRST } from './pause.ts';
import { readEvents, type ServerEvent } from './read-events.ts';
import { timeLimit } from './time-limit.ts';
import { isPassing, notMidflight, type QueryValue, type Transport } from './transport.ts';

export interface FollowOptions {
  /** Goes on right after the event with this id; without it, with what comes next. */
  after?: string | undefined;
  signal?: AbortSignal | undefined;
}

/** A stream is silent for less than this: the server sends a comment now and then. */
const SILENCE_MS_MAX = 60_000;

/**
 * The events of a stream, each once and in their order, whatever happens to the connection: it is made again, with pauses that
 * grow, and goes on after the last event that came whole. It ends with the signal alone.
 *
 * @throws MidflightApiError for what does not pass by itself, such as a wrong filter; the reason of the signal
 */
export async function* followStream(
  transport: Transport,
  { path, query, silenceMax = SILENCE_MS_MAX, pauseFirst = PAUSE_MS_FIRST }: FollowedStream,
  { after, signal }: FollowOptions = {},
): AsyncGenerator<ServerEvent, void, undefined> {
  let last = after ?? '';
  let tries = 0;
  /** What the server asks to wait, by the stream's own field; and for this once. */
  let retryMs = 0;
  let pausedMs = 0;
  for (;;) {
    let onceMs = 0;
    let openedAt = Infinity;
    const limit = timeLimit(silenceMax, signal);
    try {
      signal?.throwIfAborted();
      const response = await transport.open({
        path,
        query,
        headers: { accept: 'text/event-stream', ...(last !== '' && { 'last-event-id': last }) },
        signal: limit.signal,
      });
      openedAt = performance.now();
      const type = response.headers.get('content-type') ?? '';
      if (!response.body || !type.startsWith('text/event-stream')) {
        throw notMidflight(response.status);
      }
      const events = readEvents(response.body, {
        onBytes: limit.renew,
        onId: (id) => {
          last = id;
        },
        onRetry: (ms) => {
          retryMs = ms;
        },
      });
      for await (const event of events) {
        const { lastEventId } = event;
        // A server that sends it again has not heard where to go on.
        if (lastEventId !== '' && lastEventId === last) continue;
        if (lastEventId !== '') last = lastEventId;
        tries = 0;
        // Whoever reads slowly is not the server's silence.
        limit.hold();
        yield event;
        limit.renew();
      }
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof MidflightApiError) {
        if (!isPassing(error)) throw error;
        onceMs = (error.retryAfter ?? 0) * 1_000;
      }
    } finally {
      limit.end();
    }
    // One that lasted for longer than what was waited for it was worth the wait, also if it had no news: something on the
    // way may end what is quiet.
    if (performance.now() - openedAt > pausedMs) tries = 0;
    pausedMs = Math.max(onceMs, retryMs, backoffMs(tries, { first: pauseFirst }));
    await pause(pausedMs, signal);
    tries += 1;
  }
}

interface FollowedStream {
  path: string;
  query?: Record<string, QueryValue> | undefined;
  /** Milliseconds of silence after which a connection is given up. */
  silenceMax?: number;
  /** Milliseconds of the first pause, at most. */
  pauseFirst?: number;
}
