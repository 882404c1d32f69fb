import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { listQuarantined } from '../../db/quarantine.ts';
import { CURSOR_LENGTH_MAX, decodeCursor, encodeCursor } from '../cursor.ts';
import type { ApiDeps } from '../deps.ts';
import { problemResponse } from '../problem.ts';
import { quarantineSchema } from '../schemas/quarantine.ts';

const PAGE_SIZE_MAX = 100;
const limitError = { error: `must be a whole number from 1 to ${PAGE_SIZE_MAX}` };

const quarantineRoute = createRoute({
  method: 'get',
  operationId: 'listQuarantined',
  tags: ['Operator'],
  path: '/v1/quarantine',
  summary: 'What cannot be folded, since when and why',
  description:
    'A new event, a reorg, a new start of the jobs or `npm run quarantine -- --retry` has it tried again; it is gone from here once that succeeds.',
  request: {
    query: z.strictObject({
      limit: z.coerce
        .number(limitError)
        .int(limitError)
        .min(1, limitError)
        .max(PAGE_SIZE_MAX, limitError)
        .default(50)
        .openapi({ description: 'How many there are on a page at most.', example: 50 }),
      cursor: z.string().max(CURSOR_LENGTH_MAX).optional().openapi({
        description: 'The `nextCursor` of the page before.',
        example: 'WyIxNzE2OTcxOTQwMDAwMDAwIiwiY2N0cDp2MToyOjkwMDAiXQ',
      }),
    }),
  },
  responses: {
    200: {
      description: 'A page, what has been here the longest first.',
      content: { 'application/json': { schema: quarantineSchema } },
    },
    400: problemResponse('A parameter is malformed.'),
  },
});

/** `/v1/quarantine` */
export function quarantineRoutes(app: OpenAPIHono, { db }: ApiDeps): void {
  app.openapi(quarantineRoute, async (context) => {
    const { limit, cursor } = context.req.valid('query');
    const begin = cursor === undefined ? null : decodeCursor(cursor);
    const { rows, end } = await listQuarantined(db, {
      limit,
      after: begin && { sinceMicros: begin.updatedMicros, key: begin.id },
    });
    return context.json(
      {
        quarantined: rows.map(({ since, cause, ...row }) => ({
          ...row,
          cause: cause.type,
          since: since.toISOString(),
        })),
        nextCursor: end && encodeCursor({ updatedMicros: end.sinceMicros, id: end.key }),
      },
      200,
    );
  });
}
