import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { countQuarantined } from '../../db/quarantine.ts';
import { readStats } from '../../db/read-operations.ts';
import type { ApiDeps } from '../deps.ts';
import { sharedRead } from '../shared-read.ts';
import { presentStatus } from '../present-status.ts';
import { statusSchema } from '../schemas/values.ts';
import { statsSchema } from '../schemas/stats.ts';

const statsRoute = createRoute({
  method: 'get',
  operationId: 'getStats',
  tags: ['Operator'],
  path: '/v1/stats',
  summary: 'How many operations there are, by status, and how much waits to be folded',
  responses: {
    200: {
      description: 'The counts, some seconds old at most.',
      content: { 'application/json': { schema: statsSchema } },
    },
  },
});

/** How old counts may be: they go through the whole history. */
const AGE_SECONDS_MAX = 5;

/** `/v1/stats` */
export function statsRoutes(app: OpenAPIHono, { db, now }: ApiDeps): void {
  const counted = sharedRead(
    async () => {
      const countedAt = now();
      return { countedAt, ...(await readStats(db)), quarantined: await countQuarantined(db) };
    },
    { maxAgeMs: AGE_SECONDS_MAX * 1_000, clock: () => now().getTime() },
  );
  app.openapi(statsRoute, async (context) => {
    const { counts, dirty, oldestSeconds, quarantined, countedAt } = await counted();
    const byStatus = Object.fromEntries(
      statusSchema.options.map((status) => [status, 0]),
    ) as Record<(typeof statusSchema.options)[number], number>;
    for (const { status, count } of counts) byStatus[presentStatus(status)] = count;
    const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
    const body = {
      operations: {
        total: sum(counts.map(({ count }) => count)),
        final: sum(counts.map(({ final }) => final)),
        byStatus,
      },
      quarantined,
      backlog: { dirty, oldestSeconds: Math.round(oldestSeconds * 10) / 10 },
      countedAt: countedAt.toISOString(),
    };
    return context.json(body, 200);
  });
}
