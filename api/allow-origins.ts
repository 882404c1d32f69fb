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
  const list = (all: ApiSettings['corsOrigins']) => (all === '*' ? all : [...all]);
  const reads = cors({ ...shared, origin: list(origins), allowMethods: READS });
  const admin = cors({
    ...shared,
    origin: list(origins === '*' ? [] : origins),
    allowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  });
  return (context, next) =>
    (context.req.path.startsWith('/v1/admin/') ? admin : reads)(context, next);
}
