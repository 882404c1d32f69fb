import { createHash } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';

/** Answers that have an ETag by their content, where the route gives none. Streams have none: they have no end. */
const TAGGED = /^(?:application\/json|text\/html|text\/javascript)\b/;

/** What answers below `/v1/` differ by; a 304 and the answer to HEAD say so too, as RFC 9110 asks. */
export const VARY = 'Authorization, Accept-Encoding';

/**
 * Gives every read an ETag and answers 304 to whoever has it already; says that answers must be asked for again each time,
 * unless the route says otherwise, and that they may differ by key.
 */
export function conditional(): MiddlewareHandler {
  return async (context, next) => {
    await next();
    const { method, path } = context.req;
    const { res } = context;
    if ((method !== 'GET' && method !== 'HEAD') || res.status !== 200) return;
    if (!TAGGED.test(res.headers.get('content-type') ?? '')) return;
    const rule = res.headers.get('cache-control');
    if (rule?.includes('no-store')) return;
    context.header('vary', path.startsWith('/v1/') ? VARY : 'Accept-Encoding', { append: true });
    const isPrivate = context.req.header('authorization') !== undefined;
    if (rule === null)
      context.header('cache-control', isPrivate ? 'private, no-cache' : 'no-cache');
    let etag = context.res.headers.get('etag');
    if (etag === null) {
      const text = await context.res.text();
      etag = etagOf(text);
      context.res = new Response(text, context.res);
      context.header('etag', etag);
    }
    if (!matchesTag(context.req.header('if-none-match'), etag)) return;
    const headers = new Headers(context.res.headers);
    for (const name of ['content-type', 'content-length', 'content-encoding']) headers.delete(name);
    context.res = undefined;
    context.res = new Response(null, { status: 304, headers });
  };
}

/** A weak ETag by content. */
export function etagOf(text: string): string {
  return `W/"${hashOf(text)}"`;
}

/** A hash that is long enough to tell contents apart. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}

/** True if `If-None-Match` names the tag: one of a list, or any; weak and strong ones alike (RFC 9110, 13.1.2). */
export function matchesTag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  const opaque = (tag: string) => tag.replace(/^W\//, '');
  return [...header.matchAll(/(?:W\/)?"[^"]*"/g)].some(([tag]) => opaque(tag) === opaque(etag));
}
