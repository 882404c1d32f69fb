import type { MiddlewareHandler } from 'hono';
import { compress } from 'hono/compress';

const ENCODINGS = /\b(?:gzip|deflate)\b|\*/;
const COMPRESSED = /^(?:application\/(?:problem\+)?json|text\/(?!event-stream))/;

/** Compresses answers for clients that take it, and says of all that may be compressed that they differ by that. */
export function compressed(): MiddlewareHandler {
  const compressOne = compress();
  return async (context, next) => {
    const isTaken = ENCODINGS.test(context.req.header('accept-encoding') ?? '');
    // Inside, so that it finds the header there: where it adds it, it makes the response anew.
    const nextAndVary = async () => {
      await next();
      const { headers } = context.res;
      if (isBodyless(context.res.status) || COMPRESSED.test(headers.get('content-type') ?? '')) {
        headers.append('vary', 'Accept-Encoding');
      }
    };
    await (isTaken ? compressOne(context, nextAndVary) : nextAndVary());
  };
}

/** Said of what a client has already, as it was of that. */
const isBodyless = (status: number) => status === 304;
