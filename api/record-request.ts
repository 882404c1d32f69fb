import type { Context, MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { Logger } from 'pino';
import type { Meter } from '../core/meter.ts';
import { clientAddress, loggedAs, type NodeParts } from './client-address.ts';
import type { ApiSettings } from './settings.ts';

/** Asked every few seconds by machines, and of no interest while all is well. */
const QUIET = new Set(['/healthz', '/readyz', '/metrics']);

/** Writes one line for each request once it is over, and counts it. Neither secrets nor whole addresses are in it. */
export function recordRequest({
  log,
  meter,
  settings: { trustProxy },
}: {
  log: Logger;
  meter: Meter;
  settings: Pick<ApiSettings, 'trustProxy'>;
}): MiddlewareHandler {
  return async (context, next) => {
    const startedAt = performance.now();
    // CAST: node's server is the only one that this API is served by.
    const { outgoing } = (context.env as NodeParts | undefined) ?? {};
    const socket = outgoing?.socket;
    const writtenBefore = socket?.bytesWritten ?? 0;
    await next();
    const { method } = context.req;
    const route = routeOf(context);
    const { status } = context.res;
    const seconds = (performance.now() - startedAt) / 1000;
    meter.answered({
      route: isWaiting(context) ? `${route}?waitFor` : route,
      method,
      status,
      seconds,
    });
    const level = QUIET.has(route) ? 'debug' : 'info';
    if (!log.isLevelEnabled(level)) return;
    const address = clientAddress(context, trustProxy);
    const write = () => {
      log[level](
        {
          requestId: context.get('requestId'),
          method,
          route,
          status,
          ms: Math.round(performance.now() - startedAt),
          ...(socket && { bytes: socket.bytesWritten - writtenBefore }),
          key: context.get('apiKey')?.id ?? null,
          client: address && loggedAs(address),
        },
        'request',
      );
    };
    // A stream goes on for hours after it began to answer.
    if (outgoing && !outgoing.closed) outgoing.once('close', write);
    else write();
  };
}

/** The pattern of the route that answers: paths would be a new label each, and may tell who is asked about. */
function routeOf(context: Context): string {
  const pattern = routePath(context, -1);
  return pattern.includes('*') ? 'none' : pattern;
}

/** A request that waits for something takes as long as it is told to. */
const isWaiting = (context: Context) => context.req.query('waitFor') !== undefined;
