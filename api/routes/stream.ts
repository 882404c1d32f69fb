import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { MidflightError } from '../../core/errors.ts';
import { noMeter } from '../../core/meter.ts';
import type { Database } from '../../db/pool.ts';
import { lastTransition } from '../../db/read-transitions.ts';
import { chainsById, type ApiDeps } from '../deps.ts';
import { filterOf } from '../filter-of.ts';
import { followTransitions } from '../follow-transitions.ts';
import type { KeyRing } from '../key-ring.ts';
import { notFollowed } from '../live.ts';
import { problemResponse } from '../problem.ts';
import { operationFilterFields } from '../schemas/operation-filter.ts';
import { qualitySchema, streamEventSchema } from '../schemas/stream.ts';
import { serveStream } from '../serve-stream.ts';
import { TransitionPages } from '../transition-pages.ts';

/** Numbers in the log have up to 19 digits. */
const positionSchema = z
  .string()
  .regex(/^\d{0,19}$/, { error: 'must be the id of an event of this stream' });

// What changes is told: when it was changed before is no question here. A verdict about time comes with no transition.
const {
  updatedAfter: _after,
  updatedBefore: _before,
  health: _health,
  ...filterFields
} = operationFilterFields;

const streamRoute = createRoute({
  method: 'get',
  operationId: 'streamTransitions',
  tags: ['Operations'],
  path: '/v1/stream',
  summary: 'Every transition as it happens, as server-sent events',
  description: [
    'Begins now, or after the event whose id is handed in, and goes on from there without loss and without repeating itself, however often the connection breaks.',
    'A filter asks the operation as it is now, but for `status`, `stage` and `final`: a transition is told if the operation is so after it, or was so before it.',
    'While there is nothing to tell, a comment comes every 15 seconds, with the place up to which was looked.',
  ].join('\n\n'),
  request: {
    query: z.strictObject({
      ...filterFields,
      quality: qualitySchema.default('included'),
      after: positionSchema.optional().openapi({
        description:
          'Begins after this event, or with the first one there is if it is 0. `Last-Event-ID`, which browsers send when they connect again, counts before it.',
        example: '20731',
        maxLength: 19,
      }),
    }),
    headers: z.object({
      'last-event-id': positionSchema.optional().openapi({
        description: 'The id of the last event that was seen.',
        example: '20731',
        maxLength: 19,
      }),
    }),
  },
  responses: {
    200: {
      description: 'Events, as long as both sides stay.',
      content: { 'text/event-stream': { schema: streamEventSchema } },
    },
    400: problemResponse('A parameter is malformed.'),
    404: problemResponse('Something is named that is not known here.'),
    410: problemResponse('The log does not reach as far as the event that is to be gone on from.'),
    503: problemResponse('Too many streams are open; `Retry-After` says when to try again.'),
  },
});

/** `/v1/stream` */
export function streamRoutes(app: OpenAPIHono, deps: ApiDeps, keys: KeyRing): void {
  const { db, writable = db, live, log, meter = noMeter } = deps;
  const pages = live && new TransitionPages(db, live.feed);
  app.openapi(streamRoute, async (context) => {
    const { quality, after, ...query } = context.req.valid('query');
    if (!live || !pages || live.feed.isStopped) throw notFollowed();
    if (quality === 'confirmed' && query.stage) {
      throw new MidflightError({
        code: 'bad_request',
        message: 'The parameter stage cannot be combined with quality=confirmed.',
        recovery: 'Leave one of them out: stages tell what rests on blocks that are not safe yet.',
      });
    }
    const chains = await chainsById(db);
    const keyId = context.get('apiKey')?.id ?? null;
    const filter = await filterOf(deps, query, { chains, keyId });
    const from = context.req.valid('header')['last-event-id'] || after || null;
    const position = await positionOf({ db, writable }, from);
    return serveStream(
      context,
      { live, keys, meter, instead: '/v1/operations' },
      ({ out, gone, closed }) =>
        followTransitions(
          { out, asked: { filter, quality }, after: position, signal: gone, closed },
          { live, pages, log },
        ),
    );
  });
}

/**
 * The place to begin at: the newest one, unless another one is asked for. What is read here may lag behind what is written:
 * a reader may have been further elsewhere, and waits until it is here as well.
 */
async function positionOf(
  { db, writable }: { db: Database; writable: Database },
  text: string | null,
): Promise<bigint> {
  const here = await lastTransition(db);
  if (text === null) return here;
  const position = BigInt(text);
  if (position <= here) return position;
  const newest = writable === db ? here : await lastTransition(writable);
  if (position <= newest) return position;
  throw new MidflightError({
    code: 'unknown_position',
    message: `There is no event ${text} yet: the newest one is ${newest}. It may be of another database.`,
    recovery:
      'Read /v1/operations anew, and begin without Last-Event-ID and without the parameter after.',
  });
}
