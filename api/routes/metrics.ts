import type { OpenAPIHono } from '@hono/zod-openapi';
import type { ApiDeps } from '../deps.ts';
import { sharedRead } from '../shared-read.ts';

/** How old what is scraped may be. Scrapes are not counted: nobody's requests may keep the metrics from being read. */
const AGE_MS_MAX = 1_000;

/** `/metrics`, for Prometheus: where it has no port of its own. */
export function metricsRoutes(app: OpenAPIHono, { metrics }: ApiDeps): void {
  if (!metrics) return;
  const text = sharedRead(() => metrics.text(), { maxAgeMs: AGE_MS_MAX });
  app.get('/metrics', async (context) =>
    context.body(await text(), 200, { 'content-type': metrics.contentType }),
  );
}
