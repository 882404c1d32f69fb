import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { MidflightError } from '../../core/errors.ts';
import { readChains } from '../../db/chains.ts';
import type { ApiDeps } from '../deps.ts';
import { problemResponse } from '../problem.ts';

/** A chain that was not seen for this long is not followed any more, whatever the reason. */
const SILENT_MS_MAX = 120_000;

/** What is so now says nothing of later. */
const noStore = { 'cache-control': 'no-store' };

const ok = (description: string) => ({
  description,
  content: { 'application/json': { schema: z.object({ status: z.literal('ok') }) } },
});

const healthRoute = createRoute({
  method: 'get',
  operationId: 'getHealth',
  tags: ['Operator'],
  path: '/healthz',
  summary: 'Whether this process is alive',
  responses: { 200: ok('It is.') },
});

const readyRoute = createRoute({
  method: 'get',
  operationId: 'getReadiness',
  tags: ['Operator'],
  path: '/readyz',
  summary: 'Whether answers can be relied on: the database answers, and every chain is followed',
  responses: { 200: ok('They can.'), 503: problemResponse('They cannot, and why.') },
});

/** `/healthz` and `/readyz` */
export function healthRoutes(app: OpenAPIHono, { db, now }: ApiDeps): void {
  app.openapi(healthRoute, (context) => context.json({ status: 'ok' as const }, 200, noStore));
  app.openapi(readyRoute, async (context) => {
    const chains = await readChains(db).catch((cause: unknown) => {
      throw notReady('The database does not answer.', cause);
    });
    const unseen = chains.filter(({ head }) => !head).map(({ name }) => name);
    if (chains.length === 0) throw notReady('No chain was seen yet.');
    if (unseen.length > 0) throw notReady(`Not seen yet: ${unseen.join(', ')}.`);
    const silentSince = now().getTime() - SILENT_MS_MAX;
    const silent = chains.filter(({ head }) => head && head.seenAt.getTime() < silentSince);
    if (silent.length > 0) {
      const names = silent.map(({ name, head }) => `${name} since ${head?.seenAt.toISOString()}`);
      throw notReady(`Not followed any more: ${names.join(', ')}.`);
    }
    return context.json({ status: 'ok' as const }, 200, noStore);
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
