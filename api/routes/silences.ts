import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { MidflightError } from '../../core/errors.ts';
import { addSilence, endSilence, listSilences, SILENCES_MAX } from '../../db/silences.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { chainOf, chainsById, type ApiDeps } from '../deps.ts';
import { presentSilence } from '../present-alert.ts';
import { problemResponse } from '../problem.ts';
import {
  newSilenceSchema,
  silenceId,
  silenceListSchema,
  silenceSchema,
} from '../schemas/alerts.ts';
import { cursorSchema, limitSchema } from '../schemas/page.ts';

const PAGE_SIZE_MAX = 100;
/** What its cursors are of. */
const LIST = 'silences';
const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } });

const createSilenceRoute = createRoute({
  method: 'post',
  path: '/v1/admin/silences',
  operationId: 'createSilence',
  tags: ['Alerts'],
  summary: 'Keep channels from being told of some alerts for a while',
  description:
    'Alerts that match all that it names are still raised and shown. What is open when it ends is told then.',
  request: { body: { required: true, content: json(newSilenceSchema) } },
  responses: {
    201: { description: 'The silence, which is in force.', content: json(silenceSchema) },
    400: problemResponse('The body is malformed, or `until` is over.'),
    404: problemResponse('A chain is not known here.'),
    409: problemResponse(`There are ${SILENCES_MAX} silences already.`),
  },
});

const listRoute = createRoute({
  method: 'get',
  path: '/v1/admin/silences',
  operationId: 'listSilences',
  tags: ['Alerts'],
  summary: 'The silences that are in force, those that end first in front',
  request: {
    query: z.strictObject({
      limit: limitSchema({ max: PAGE_SIZE_MAX, byDefault: 50 }),
      cursor: cursorSchema.optional(),
    }),
  },
  responses: {
    200: { description: 'A page.', content: json(silenceListSchema) },
    400: problemResponse('A parameter is malformed.'),
  },
});

const deleteRoute = createRoute({
  method: 'delete',
  path: '/v1/admin/silences/{id}',
  operationId: 'endSilence',
  tags: ['Alerts'],
  summary: 'End a silence',
  request: { params: z.object({ id: silenceId }) },
  responses: {
    204: { description: 'It is over.' },
    400: problemResponse('The id is malformed.'),
    404: problemResponse('There is no such silence.'),
  },
});

/** `/v1/admin/silences` */
export function silenceRoutes(app: OpenAPIHono, deps: ApiDeps): void {
  const { db, writable = db, now, chains: readChains = () => chainsById(db) } = deps;

  app.openapi(createSilenceRoute, async (context) => {
    const { rule, protocol, origin, destination, operation, until, comment } =
      context.req.valid('json');
    const chains = await readChains();
    const ends = new Date(until);
    if (ends <= now()) throw isOver(ends);
    const row = await addSilence(writable, {
      rule: rule ?? null,
      protocol: protocol ?? null,
      originChain: chainOf(deps, { chains }, origin),
      destinationChain: chainOf(deps, { chains }, destination),
      operationId: operation ?? null,
      until: ends,
      comment,
      createdBy: context.get('apiKey')?.name ?? 'unknown',
    });
    if (!row) {
      throw new MidflightError({
        code: 'too_many_silences',
        message: `There are ${SILENCES_MAX} silences already.`,
        recovery: 'End some with DELETE /v1/admin/silences/{id}, or silence a rule or a protocol.',
      });
    }
    return context.json(presentSilence(row, chains), 201);
  });

  app.openapi(listRoute, async (context) => {
    const { limit, cursor } = context.req.valid('query');
    const begin = cursor === undefined ? null : decodeCursor(cursor, LIST);
    // Not from a replica: whoever made one looks for it next.
    const { rows, end } = await listSilences(writable, {
      now: now(),
      limit,
      after: begin && { untilMicros: begin.micros, id: begin.id },
    });
    const chains = await readChains();
    return context.json(
      {
        silences: rows.map((row) => presentSilence(row, chains)),
        nextCursor: end && encodeCursor({ micros: end.untilMicros, id: end.id }, LIST),
      },
      200,
    );
  });

  app.openapi(deleteRoute, async (context) => {
    const { id } = context.req.valid('param');
    if (!(await endSilence(writable, id))) {
      throw new MidflightError({
        code: 'no_such_silence',
        message: `There is no silence ${id}.`,
        recovery: 'GET /v1/admin/silences lists those that are in force.',
      });
    }
    return context.body(null, 204);
  });
}

function isOver(until: Date): MidflightError {
  return new MidflightError({
    code: 'bad_request',
    message: `The parameter until is ${until.toISOString()} and must lie in the future.`,
    recovery: 'Name a later time.',
  });
}
