import { OpenAPIHono } from '@hono/zod-openapi';
import { requestId } from 'hono/request-id';
import { MidflightError } from '../core/errors.ts';
import { noMeter } from '../core/meter.ts';
import { allowOrigins } from './allow-origins.ts';
import { authorize, requireScope } from './authorize.ts';
import { boundRequest } from './bound-request.ts';
import { compressed } from './compressed.ts';
import { conditional } from './conditional.ts';
import type { ApiDeps } from './deps.ts';
import { databaseKeys, type KeyRing } from './key-ring.ts';
import { answerProblem, badRequest } from './problem.ts';
import { recordRequest } from './record-request.ts';
import { alertStreamRoutes } from './routes/alert-stream.ts';
import { alertRoutes } from './routes/alerts.ts';
import { chainRoutes } from './routes/chains.ts';
import { clientRefRoutes } from './routes/client-refs.ts';
import { coverageRoutes } from './routes/coverage.ts';
import { docsRoutes } from './routes/docs.ts';
import { healthRoutes } from './routes/health.ts';
import { keyRoutes } from './routes/keys.ts';
import { lookupRoutes } from './routes/lookup.ts';
import { metricsRoutes } from './routes/metrics.ts';
import { operationRoutes } from './routes/operations.ts';
import { protocolRoutes } from './routes/protocols.ts';
import { laneRoutes } from './routes/lanes.ts';
import { quarantineRoutes } from './routes/quarantine.ts';
import { silenceRoutes } from './routes/silences.ts';
import { statsRoutes } from './routes/stats.ts';
import { webhookDeliveryRoutes } from './routes/webhook-deliveries.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { streamRoutes } from './routes/stream.ts';
import { secureHeaders } from './secure-headers.ts';
import { apiDefaults } from './settings.ts';

/** Characters of a request id that a caller may choose. */
const REQUEST_ID_LENGTH_MAX = 128;

/** The API as a value: tests call `app.request('/v1/operations')` and need no port. */
export function createApp(deps: ApiDeps): OpenAPIHono {
  const app = new OpenAPIHono({
    defaultHook: (result) => {
      if (!result.success) throw badRequest(result.error);
    },
  });
  const { db, writable = db, now } = deps;
  const keys = databaseKeys({ writable, now });
  protect(app, deps, keys);
  app.get('/', (context) => context.redirect('/docs'));
  operationRoutes(app, deps, keys);
  lookupRoutes(app, deps);
  clientRefRoutes(app, deps);
  chainRoutes(app, deps);
  protocolRoutes(app, deps);
  coverageRoutes(app, deps);
  statsRoutes(app, deps);
  streamRoutes(app, deps, keys);
  laneRoutes(app, deps);
  // Before the alerts by their ids: `stream` is none.
  alertStreamRoutes(app, deps, keys);
  alertRoutes(app, deps);
  silenceRoutes(app, deps);
  quarantineRoutes(app, deps);
  keyRoutes(app, deps, keys);
  webhookRoutes(app, deps);
  webhookDeliveryRoutes(app, deps);
  healthRoutes(app, deps);
  metricsRoutes(app, deps);
  docsRoutes(app);
  app.notFound((context) =>
    answerProblem(
      context,
      new MidflightError({
        code: 'no_such_route',
        message: `There is nothing at ${context.req.method} ${context.req.path}.`,
        recovery: 'See /docs for the routes.',
      }),
      deps.log,
    ),
  );
  app.onError((error, context) => answerProblem(context, error, deps.log));
  return app;
}

/** What every request passes before a route sees it, from the outside in. */
function protect(app: OpenAPIHono, deps: ApiDeps, keys: KeyRing): void {
  const { log, meter = noMeter, settings = apiDefaults, limits = null } = deps;
  app.use(requestId({ limitLength: REQUEST_ID_LENGTH_MAX }));
  app.use(recordRequest({ log, meter, settings }));
  app.use(secureHeaders);
  app.use(allowOrigins(settings.corsOrigins));
  app.use(compressed());
  app.use(conditional());
  app.use(boundRequest());
  app.use('/v1/*', authorize({ keys, limits, settings }));
  app.use('/v1/admin/*', requireScope('admin'));
}
