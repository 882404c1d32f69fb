import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Context, MiddlewareHandler } from 'hono';
import { replaceAnswer } from './replace-answer.ts';

const COMPRESSED = /^(?:application\/(?:problem\+)?json|text\/(?!event-stream))/;
/** What is shorter goes in one packet anyway. */
const BYTES_MIN = 1_024;

const compress = promisify(gzip);

/**
 * Compresses answers for clients that take gzip, and says of all that may be compressed that they differ by that. The
 * library's way is a web stream for each answer, which costs several times what the answer does.
 */
export function compressed(): MiddlewareHandler {
  return async (context, next) => {
    await next();
    const { status, headers } = context.res;
    // What a client has already differed by that as well.
    const isOurs = status === 304 || COMPRESSED.test(headers.get('content-type') ?? '');
    if (!isOurs) return;
    headers.append('vary', 'Accept-Encoding');
    if (
      headers.has('content-encoding') ||
      status === 304 ||
      context.req.method === 'HEAD' ||
      !takesGzip(context)
    )
      return;
    const body = Buffer.from(await context.res.arrayBuffer());
    if (body.byteLength < BYTES_MIN) {
      replaceAnswer(context, new Response(body, { status, headers }));
      return;
    }
    headers.delete('content-length');
    headers.set('content-encoding', 'gzip');
    const shorter = await compress(body);
    replaceAnswer(context, new Response(shorter, { status, headers }));
  };
}

/** Whether `Accept-Encoding` names gzip, or anything, and does not rule it out (RFC 9110, 12.5.3). */
export function takesGzip(context: Context): boolean {
  const accepted = (context.req.header('accept-encoding') ?? '').toLowerCase().split(',');
  const weights = new Map(
    accepted.map((one) => {
      const [coding = '', ...parameters] = one.split(';').map((part) => part.trim());
      const weight = parameters.find((part) => part.startsWith('q='))?.slice(2);
      return [coding, Number(weight ?? 1)] as const;
    }),
  );
  return (weights.get('gzip') ?? weights.get('*') ?? 0) > 0;
}
