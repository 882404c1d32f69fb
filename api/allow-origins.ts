import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import type { ApiSettings } from './settings.ts';

/** What a page may read of an answer beside its body. */
const EXPOSED = ['ETag', 'RateLimit', 'RateLimit-Policy', 'Retry-After', 'X-Request-Id'];
/** What a page may send. */
const SENT = ['Authorization', 'Content-Type', 'If-None-Match', 'Last-Event-ID', 'X-Request-Id'];
/** `PUT` and `DELETE` are for references, which are nothing without their key. */
const READS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'];
/** As long as browsers remember it. */
const REMEMBERED_SECONDS = 7_200;

/** Lets pages of the configured origins ask (CORS). Only an origin that is named may administer: `*` is for reads. */
export function allowOrigins(origins: ApiSettings['corsOrigins']): MiddlewareHandler {
  const shared = { allowHeaders: SENT, exposeHeaders: EXPOSED, maxAge: REMEMBERED_SECONDS };
  const reads = {
    origins,
    preflight: cors({ ...shared, origin: list(origins), allowMethods: READS }),
  };
  const named = origins === '*' ? [] : origins;
  const allowMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
  const admin = {
    origins: named,
    preflight: cors({ ...shared, origin: list(named), allowMethods }),
  };
  return async (context, next) => {
    const rule = context.req.path.startsWith('/v1/admin/') ? admin : reads;
    if (context.req.method === 'OPTIONS') return rule.preflight(context, next);
    // Headers that are set before there is a response cost nothing more; the library makes one for them.
    const allowed = allowedOrigin(rule.origins, context.req.header('origin'));
    if (allowed !== null) context.header('access-control-allow-origin', allowed);
    context.header('access-control-expose-headers', EXPOSED.join(','));
    if (rule.origins !== '*') context.header('vary', 'Origin', { append: true });
    await next();
  };
}

type Origins = ApiSettings['corsOrigins'];

const list = (origins: Origins) => (origins === '*' ? origins : [...origins]);

function allowedOrigin(origins: Origins, origin: string | undefined): string | null {
  if (origins === '*') return '*';
  return origin !== undefined && origins.includes(origin) ? origin : null;
}
