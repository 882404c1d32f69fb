import type { OpenAPIHono } from '@hono/zod-openapi';
import type { ApiDeps } from '../deps.ts';

/** `/metrics`, for Prometheus: where it has no port of its own. */
export function metricsRoutes(app: OpenAPIHono, { metrics }: ApiDeps): void {
  if (!metrics) return;
  app.get('/metrics', async (context) =>
    context.body(await metrics.text(), 200, { 'content-type': metrics.contentType }),
  );
}
