import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { listQuarantined } from '../../db/quarantine.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import type { ApiDeps } from '../deps.ts';
import { problemResponse } from '../problem.ts';
import { cursorSchema, limitSchema } from '../schemas/page.ts';
import { quarantineSchema } from '../schemas/quarantine.ts';

const PAGE_SIZE_MAX = 100;
/** What its cursors are of. */
const LIST = 'quarantine';

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
      limit: limitSchema({ max: PAGE_SIZE_MAX, byDefault: 50 }),
      cursor: cursorSchema.optional(),
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
    const begin = cursor === undefined ? null : decodeCursor(cursor, LIST);
    const { rows, end } = await listQuarantined(db, {
      limit,
      after: begin && { sinceMicros: begin.micros, key: begin.id },
    });
    return context.json(
      {
        quarantined: rows.map(({ since, cause, ...row }) => ({
          ...row,
          cause: cause.type,
          since: since.toISOString(),
        })),
        nextCursor: end && encodeCursor({ micros: end.sinceMicros, id: end.key }, LIST),
      },
      200,
    );
  });
}
