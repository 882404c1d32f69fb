import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { MidflightError } from '../core/errors.ts';
import type { Meter } from '../core/meter.ts';
import { EventStream } from './event-stream.ts';
import type { KeyRing } from './key-ring.ts';
import type { Live } from './live.ts';

/** One who reads a stream, and the signs that it is over. */
export interface StreamReader {
  out: EventStream;
  /** The reader has gone. */
  gone: AbortSignal;
  /** The reader's key opens nothing any more. */
  closed: AbortSignal;
  /** Closes the connection, whatever was not sent yet. */
  cut: () => void;
}

/**
 * Answers a request with server-sent events: the reader has a seat, and its key is watched, for as long as `follow` lasts.
 *
 * @param instead the path that tells the same without a stream
 * @throws MidflightError `too_many_streams` if no seat is free
 */
export function serveStream(
  context: Context,
  { live, keys, meter, instead }: { live: Live; keys: KeyRing; meter: Meter; instead: string },
  follow: (reader: StreamReader) => Promise<void>,
): Response {
  // Nobody reads the body that would come: a seat would be taken for nothing.
  if (context.req.method === 'HEAD') {
    return context.body(null, 200, { 'content-type': 'text/event-stream' });
  }
  const leave = live.streams.take(context.get('countedBy'));
  if (!leave) {
    throw new MidflightError({
      code: 'too_many_streams',
      message: `All streams are taken: there are ${live.streams.max}, and ${live.streams.maxEach} for one key or address.`,
      recovery: `End one, try again in 5 seconds, or ask ${instead}.`,
    });
  }
  const held = keys.hold(context.get('apiKey'));
  // A proxy that collects what it passes on would keep events back.
  context.header('x-accel-buffering', 'no');
  // CAST: what the Node server hands in; a test that asks the app itself hands in nothing.
  const outgoing = (context.env as HttpBindings | undefined)?.outgoing;
  const cut = () => void outgoing?.destroy();
  return streamSSE(context, async (stream) => {
    const gone = new AbortController();
    stream.onAbort(() => gone.abort());
    meter.streamed(1);
    const out = new EventStream(stream, { stallMs: live.stallMs, destroy: cut });
    try {
      await follow({ out, gone: gone.signal, closed: held.signal, cut });
    } finally {
      leave();
      held.letGo();
      meter.streamed(-1);
    }
  });
}
