import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { MidflightError } from '../../core/errors.ts';
import { readChains } from '../../db/chains.ts';
import type { ApiDeps } from '../deps.ts';
import { problemResponse } from '../problem.ts';

const ok = (description: string) => ({
  description,
  content: { 'application/json': { schema: z.object({ status: z.literal('ok') }) } },
});

const healthRoute = createRoute({
  method: 'get',
  path: '/healthz',
  summary: 'Whether this process is alive',
  responses: { 200: ok('It is.') },
});

const readyRoute = createRoute({
  method: 'get',
  path: '/readyz',
  summary: 'Whether answers can be relied on: the database answers, and every chain was seen',
  responses: { 200: ok('They can.'), 503: problemResponse('They cannot, and why.') },
});

/** `/healthz` and `/readyz` */
export function healthRoutes(app: OpenAPIHono, { db }: ApiDeps): void {
  app.openapi(healthRoute, (context) => context.json({ status: 'ok' as const }, 200));
  app.openapi(readyRoute, async (context) => {
    const chains = await readChains(db).catch((cause: unknown) => {
      throw notReady('The database does not answer.', cause);
    });
    const unseen = chains.filter(({ head }) => !head).map(({ name }) => name);
    if (chains.length === 0) throw notReady('No chain was seen yet.');
    if (unseen.length > 0) throw notReady(`Not seen yet: ${unseen.join(', ')}.`);
    return context.json({ status: 'ok' as const }, 200);
  });
}

function notReady(message: string, cause?: unknown): MidflightError {
  return new MidflightError({
    code: 'not_ready',
    message,
    recovery: 'Wait a moment; if it lasts, look at the log of the indexer.',
    isTransient: true,
    cause,
  });
}
