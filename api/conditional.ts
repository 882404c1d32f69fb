import { createHash } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { replaceAnswer } from './replace-answer.ts';

/** Answers that have an ETag by their content, where the route gives none. Streams have none: they have no end. */
const TAGGED = /^(?:application\/json|text\/html|text\/javascript)\b/;

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
    // Headers are changed where they are: through the context, a response is made anew around them.
    const { headers } = res;
    if (!TAGGED.test(headers.get('content-type') ?? '')) return;
    const rule = headers.get('cache-control');
    if (rule?.includes('no-store')) return;
    if (path.startsWith('/v1/')) headers.append('vary', 'Authorization');
    const isPrivate = context.req.header('authorization') !== undefined;
    if (rule === null) headers.set('cache-control', isPrivate ? 'private, no-cache' : 'no-cache');
    let etag = headers.get('etag');
    if (etag === null) {
      const text = await res.text();
      etag = etagOf(text);
      headers.set('etag', etag);
      replaceAnswer(context, new Response(text, { headers }));
    }
    if (!matchesTag(context.req.header('if-none-match'), etag)) return;
    for (const name of ['content-type', 'content-length', 'content-encoding']) headers.delete(name);
    replaceAnswer(context, new Response(null, { status: 304, headers }));
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
