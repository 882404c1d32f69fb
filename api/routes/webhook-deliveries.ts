import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { MidflightError } from '../../core/errors.ts';
import { seqBefore, seqThrough } from '../../db/seq-at.ts';
import { deliveryStates } from '../../db/types.ts';
import {
  addPing,
  findDelivery,
  listDeliveries,
  replayDead,
  replayDelivery,
  replayStretch,
} from '../../db/webhook-deliveries.ts';
import { countDeliveries } from '../../db/webhooks.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import type { ApiDeps } from '../deps.ts';
import { presentDelivery, presentWebhook } from '../present-webhook.ts';
import { problemResponse } from '../problem.ts';
import { cursorSchema, limitSchema } from '../schemas/page.ts';
import {
  deliveryId,
  deliveryListSchema,
  deliverySchema,
  replayedSchema,
  replaySchema,
  webhookId,
} from '../schemas/webhooks.ts';
import { noSuchWebhook, webhookOf } from './webhooks.ts';

const PAGE_SIZE_MAX = 100;
/** How long a test waits for its outcome, and how often it looks. */
const WAIT_SECONDS_MAX = 15;
const LOOK_MS = 100;

const params = z.object({ id: webhookId });
const deliveryParams = z.object({ id: webhookId, deliveryId });
const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } });
const noWebhook = problemResponse('There is no such webhook.');
const noDelivery = problemResponse('There is no such webhook or delivery.');

const testRoute = createRoute({
  method: 'post',
  path: '/v1/admin/webhooks/{id}/test',
  operationId: 'testWebhook',
  tags: ['Webhooks'],
  summary: 'Send a ping, once, also if the webhook is turned off',
  description:
    'The jobs send it. One that arrives ends the pause of a webhook whose receiver was away.',
  request: {
    params,
    query: z.strictObject({
      wait: z.coerce
        .number()
        .int()
        .min(0)
        .max(WAIT_SECONDS_MAX)
        .default(WAIT_SECONDS_MAX)
        .openapi({ description: 'Seconds to wait for the outcome.', example: 15 }),
    }),
  },
  responses: {
    200: { description: 'What came of it.', content: json(deliverySchema) },
    202: {
      description: 'It is not sent yet: no jobs are running, say. Look at the delivery later.',
      content: json(deliverySchema),
    },
    400: problemResponse('A parameter is malformed.'),
    404: noWebhook,
  },
});

const listRoute = createRoute({
  method: 'get',
  path: '/v1/admin/webhooks/{id}/deliveries',
  operationId: 'listDeliveries',
  tags: ['Webhooks'],
  summary: 'Deliveries of a webhook, the latest first',
  description: 'What was delivered is shown for a week.',
  request: {
    params,
    query: z.strictObject({
      state: z.enum(deliveryStates).optional().openapi({
        description: '`dead` is what was given up.',
        example: 'dead',
      }),
      limit: limitSchema({ max: PAGE_SIZE_MAX, byDefault: 20 }),
      cursor: cursorSchema.optional(),
    }),
  },
  responses: {
    200: { description: 'A page.', content: json(deliveryListSchema) },
    400: problemResponse('A parameter is malformed.'),
    404: noWebhook,
  },
});

const getRoute = createRoute({
  method: 'get',
  path: '/v1/admin/webhooks/{id}/deliveries/{deliveryId}',
  operationId: 'getDelivery',
  tags: ['Webhooks'],
  summary: 'One delivery, and what came of it',
  request: { params: deliveryParams },
  responses: {
    200: { description: 'The delivery.', content: json(deliverySchema) },
    404: noDelivery,
  },
});

const replayOneRoute = createRoute({
  method: 'post',
  path: '/v1/admin/webhooks/{id}/deliveries/{deliveryId}/replay',
  operationId: 'replayDelivery',
  tags: ['Webhooks'],
  summary: 'Send a delivery again, under its id',
  request: { params: deliveryParams },
  responses: {
    202: { description: 'It is open again.', content: json(deliverySchema) },
    404: noDelivery,
  },
});

const replayRoute = createRoute({
  method: 'post',
  path: '/v1/admin/webhooks/{id}/replay',
  operationId: 'replayDeliveries',
  tags: ['Webhooks'],
  summary: 'Send again what was given up, or a part of the log',
  request: { params, body: { required: true, content: json(replaySchema) } },
  responses: {
    202: { description: 'It is under way.', content: json(replayedSchema) },
    400: problemResponse('The body is malformed.'),
    404: noWebhook,
    409: problemResponse('A part of the log is being replayed already.'),
  },
});

/** `/v1/admin/webhooks/{id}/deliveries`, the test and the replays. */
export function webhookDeliveryRoutes(app: OpenAPIHono, deps: ApiDeps): void {
  const { writable: db = deps.db, now } = deps;
  const delivery = async (webhookId: string, id: string) => {
    const row = await findDelivery(db, { webhookId, id });
    if (!row) throw noSuchDelivery({ webhookId, id });
    return row;
  };

  app.openapi(testRoute, async (context) => {
    const { id: webhookId } = context.req.valid('param');
    await webhookOf(db, webhookId);
    const id = `${webhookId}_ping_${randomBytes(6).toString('hex')}`;
    await addPing(db, { webhookId, id });
    const until = performance.now() + context.req.valid('query').wait * 1_000;
    let row = await delivery(webhookId, id);
    while (row.state === 'pending' && performance.now() < until) {
      await sleep(LOOK_MS);
      if (context.req.raw.signal.aborted) break;
      row = await delivery(webhookId, id);
    }
    return context.json(presentDelivery(row), row.state === 'pending' ? 202 : 200);
  });

  app.openapi(listRoute, async (context) => {
    const { id: webhookId } = context.req.valid('param');
    const { state = null, limit, cursor } = context.req.valid('query');
    await webhookOf(db, webhookId);
    const list = { deliveries: webhookId, state };
    const begin = cursor === undefined ? null : decodeCursor(cursor, list);
    const { rows, end } = await listDeliveries(db, {
      webhookId,
      state,
      limit,
      after: begin && { createdMicros: begin.micros, id: begin.id },
    });
    return context.json(
      {
        deliveries: rows.map(presentDelivery),
        nextCursor: end && encodeCursor({ micros: end.createdMicros, id: end.id }, list),
      },
      200,
    );
  });

  app.openapi(getRoute, async (context) => {
    const { id, deliveryId } = context.req.valid('param');
    return context.json(presentDelivery(await delivery(id, deliveryId)), 200);
  });

  app.openapi(replayOneRoute, async (context) => {
    const { id: webhookId, deliveryId: id } = context.req.valid('param');
    const row = await replayDelivery(db, { webhookId, id });
    if (!row) throw noSuchDelivery({ webhookId, id });
    return context.json(presentDelivery(row), 202);
  });

  app.openapi(replayRoute, async (context) => {
    const { id } = context.req.valid('param');
    const body = context.req.valid('json');
    const again = async () => {
      const counts = (await countDeliveries(db, [id])).get(id);
      return presentWebhook(await webhookOf(db, id), { counts, now: now() });
    };
    if ('state' in body) {
      const done = await replayDead(db, id);
      if (!done) throw noSuchWebhook(id);
      return context.json({ ...done, webhook: await again() }, 202);
    }
    const stretch =
      'fromSeq' in body
        ? { after: BigInt(body.fromSeq) - 1n, through: BigInt(body.throughSeq) }
        : {
            after: await seqBefore(db, new Date(body.from)),
            through: await seqThrough(db, new Date(body.until)),
          };
    const begun = await replayStretch(db, id, stretch);
    if (begun === null) throw noSuchWebhook(id);
    if (begun === 'busy') {
      throw new MidflightError({
        code: 'replay_under_way',
        message: `A part of the log is being replayed to ${id} already.`,
        recovery:
          'Wait until its `replay` is null: GET /v1/admin/webhooks/{id} shows how far it is.',
      });
    }
    return context.json({ replayed: null, left: null, webhook: await again() }, 202);
  });
}

function noSuchDelivery({ webhookId, id }: { webhookId: string; id: string }): MidflightError {
  return new MidflightError({
    code: 'no_such_delivery',
    message: `The webhook ${webhookId} has no delivery ${id}.`,
    recovery:
      'GET /v1/admin/webhooks/{id}/deliveries lists them; what was delivered is kept for a week, and a part of the log can be replayed without it.',
  });
}
