import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { countQuarantined } from '../../db/quarantine.ts';
import { readStats } from '../../db/read-operations.ts';
import type { ApiDeps } from '../deps.ts';
import { statsSchema } from '../schemas/stats.ts';
import { statusSchema } from '../schemas/values.ts';

const statsRoute = createRoute({
  method: 'get',
  operationId: 'getStats',
  tags: ['Operator'],
  path: '/v1/stats',
  summary: 'How many operations there are, by status, and how much waits to be folded',
  responses: {
    200: { description: 'The counts.', content: { 'application/json': { schema: statsSchema } } },
  },
});

/** `/v1/stats` */
export function statsRoutes(app: OpenAPIHono, { db }: ApiDeps): void {
  app.openapi(statsRoute, async (context) => {
    const { counts, dirty, oldestSeconds } = await readStats(db);
    const byStatus = Object.fromEntries(
      statusSchema.options.map((status) => [status, 0]),
    ) as Record<(typeof statusSchema.options)[number], number>;
    for (const { status, count } of counts) byStatus[statusSchema.parse(status)] = count;
    const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
    return context.json(
      {
        operations: {
          total: sum(counts.map(({ count }) => count)),
          final: sum(counts.map(({ final }) => final)),
          byStatus,
        },
        quarantined: await countQuarantined(db),
        backlog: { dirty, oldestSeconds: Math.round(oldestSeconds * 10) / 10 },
      },
      200,
    );
  });
}
