import { OpenAPIHono } from '@hono/zod-openapi';
import { cors } from 'hono/cors';
import { MidflightError } from '../core/errors.ts';
import type { ApiDeps } from './deps.ts';
import { answerProblem, badRequest } from './problem.ts';
import { chainRoutes } from './routes/chains.ts';
import { docsRoutes } from './routes/docs.ts';
import { healthRoutes } from './routes/health.ts';
import { lookupRoutes } from './routes/lookup.ts';
import { operationRoutes } from './routes/operations.ts';
import { protocolRoutes } from './routes/protocols.ts';
import { quarantineRoutes } from './routes/quarantine.ts';
import { statsRoutes } from './routes/stats.ts';
import { streamRoutes } from './routes/stream.ts';

/** The API as a value: tests call `app.request('/v1/operations')` and need no port. */
export function createApp(deps: ApiDeps): OpenAPIHono {
  const app = new OpenAPIHono({
    defaultHook: (result) => {
      if (!result.success) throw badRequest(result.error);
    },
  });
  // Answers are public and only read: a page of any origin may ask.
  app.use(cors({ origin: '*', allowMethods: ['GET'], exposeHeaders: ['ETag'] }));
  app.get('/', (context) => context.redirect('/docs'));
  operationRoutes(app, deps);
  lookupRoutes(app, deps);
  chainRoutes(app, deps);
  protocolRoutes(app, deps);
  statsRoutes(app, deps);
  streamRoutes(app, deps);
  quarantineRoutes(app, deps);
  healthRoutes(app, deps);
  docsRoutes(app);
  app.notFound((context) =>
    answerProblem(
      context,
      new MidflightError({
        code: 'no_such_route',
        message: `There is nothing at ${context.req.path}.`,
        recovery: 'See /docs for the routes.',
      }),
      deps.log,
    ),
  );
  app.onError((error, context) => answerProblem(context, error, deps.log));
  return app;
}
