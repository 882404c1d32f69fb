import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { MidflightError } from '../../core/errors.ts';
import type { Queryable } from '../../db/pool.ts';
import {
  changeWebhook,
  countDeliveries,
  createWebhook,
  deleteWebhook,
  findWebhook,
  listWebhooks,
  WEBHOOKS_MAX,
  type WebhookInterest,
  type WebhookRow,
} from '../../db/webhooks.ts';
import { checkUrl } from '../../webhooks/check-url.ts';
import { newSecret } from '../../webhooks/sign.ts';
import { chainsById, webhookSettings, type ApiDeps } from '../deps.ts';
import { filterOf } from '../filter-of.ts';
import { presentWebhook } from '../present-webhook.ts';
import { problemResponse } from '../problem.ts';
import type { OperationFilterQuery } from '../schemas/operation-filter.ts';
import {
  newWebhookSchema,
  webhookChangeSchema,
  webhookId,
  webhookListSchema,
  webhookSchema,
  webhookWithSecretSchema,
} from '../schemas/webhooks.ts';

const params = z.object({ id: webhookId });
const notFound = problemResponse('There is no such webhook, or a chain or name is not known here.');
const malformed = problemResponse('The body is malformed, or the URL may not be used.');

const createWebhookRoute = createRoute({
  method: 'post',
  path: '/v1/admin/webhooks',
  operationId: 'createWebhook',
  tags: ['Webhooks'],
  summary: 'Register a webhook; its secret is in this answer alone',
  request: {
    body: { required: true, content: { 'application/json': { schema: newWebhookSchema } } },
  },
  responses: {
    201: {
      description: 'The webhook. It is told of what happens from now on.',
      content: { 'application/json': { schema: webhookWithSecretSchema } },
    },
    400: malformed,
    404: problemResponse('A chain, protocol or kind is not known here.'),
    409: problemResponse(`There are ${WEBHOOKS_MAX} webhooks already.`),
  },
});

const listRoute = createRoute({
  method: 'get',
  path: '/v1/admin/webhooks',
  operationId: 'listWebhooks',
  tags: ['Webhooks'],
  summary: 'All webhooks, the oldest first',
  responses: {
    200: {
      description: `The webhooks: at most ${WEBHOOKS_MAX}.`,
      content: { 'application/json': { schema: webhookListSchema } },
    },
  },
});

const getRoute = createRoute({
  method: 'get',
  path: '/v1/admin/webhooks/{id}',
  operationId: 'getWebhook',
  tags: ['Webhooks'],
  summary: 'One webhook, and how it does',
  request: { params },
  responses: {
    200: {
      description: 'The webhook.',
      content: { 'application/json': { schema: webhookSchema } },
    },
    404: problemResponse('There is no such webhook.'),
  },
});

const changeRoute = createRoute({
  method: 'patch',
  path: '/v1/admin/webhooks/{id}',
  operationId: 'changeWebhook',
  tags: ['Webhooks'],
  summary: 'Change a webhook, turn it on or off, or give it a new secret',
  request: {
    params,
    body: { required: true, content: { 'application/json': { schema: webhookChangeSchema } } },
  },
  responses: {
    200: {
      description: 'The webhook as it is now, with its secret if that is new.',
      content: { 'application/json': { schema: webhookWithSecretSchema } },
    },
    400: malformed,
    404: notFound,
  },
});

const deleteRoute = createRoute({
  method: 'delete',
  path: '/v1/admin/webhooks/{id}',
  operationId: 'deleteWebhook',
  tags: ['Webhooks'],
  summary: 'Remove a webhook with its deliveries',
  request: { params },
  responses: {
    204: { description: 'It is gone.' },
    404: problemResponse('There is no such webhook.'),
  },
});

/** A secret is shown once, and kept by nobody on the way. */
const noStore = { 'cache-control': 'no-store' };

/** `/v1/admin/webhooks`: who is told of transitions. */
export function webhookRoutes(app: OpenAPIHono, deps: ApiDeps): void {
  const { writable = deps.db, now } = deps;
  const { reach, box } = webhookSettings(deps);
  const shown = async (row: WebhookRow) =>
    presentWebhook(row, {
      counts: (await countDeliveries(writable, [row.id])).get(row.id),
      now: now(),
    });

  const interestIn = async (filter: OperationFilterQuery, keyId: string | null) => ({
    filter: textsOf(filter),
    conditions: await filterOf(deps, filter, { chains: await chainsById(deps.db), keyId }),
  });

  app.openapi(createWebhookRoute, async (context) => {
    const { url, description, filter, quality } = context.req.valid('json');
    const secret = newSecret();
    const row = await createWebhook(writable, {
      url: checkUrl(url, reach).href,
      description,
      secret: box.seal(secret),
      interest: { ...(await interestIn(filter, context.get('apiKey')?.id ?? null)), quality },
    });
    if (!row) {
      throw new MidflightError({
        code: 'too_many_webhooks',
        message: `There are ${WEBHOOKS_MAX} webhooks already.`,
        recovery: 'Delete one that is not used any more, or widen the filter of another one.',
      });
    }
    return context.json({ ...(await shown(row)), secret }, 201, noStore);
  });

  app.openapi(listRoute, async (context) => {
    const rows = await listWebhooks(writable);
    const counts = await countDeliveries(
      writable,
      rows.map(({ id }) => id),
    );
    return context.json(
      {
        webhooks: rows.map((row) =>
          presentWebhook(row, { counts: counts.get(row.id), now: now() }),
        ),
      },
      200,
    );
  });

  app.openapi(getRoute, async (context) =>
    context.json(await shown(await webhookOf(writable, context.req.valid('param').id)), 200),
  );

  app.openapi(changeRoute, async (context) => {
    const { id } = context.req.valid('param');
    const { url, description, filter, quality, enabled, rotateSecret } = context.req.valid('json');
    await webhookOf(writable, id);
    const interest: Partial<WebhookInterest> = {
      ...(quality && { quality }),
      ...(filter && (await interestIn(filter, context.get('apiKey')?.id ?? null))),
    };
    const secret = rotateSecret && newSecret();
    const row = await changeWebhook(writable, id, {
      url: url === undefined ? undefined : checkUrl(url, reach).href,
      description,
      interest,
      enabled,
      secret:
        secret === undefined || !rotateSecret
          ? undefined
          : { sealed: box.seal(secret), overlapMs: rotateSecret.overlapSeconds * 1_000 },
    });
    if (!row) throw noSuchWebhook(id);
    return context.json(
      { ...(await shown(row)), ...(secret !== undefined && { secret }) },
      200,
      noStore,
    );
  });

  app.openapi(deleteRoute, async (context) => {
    const { id } = context.req.valid('param');
    if (!(await deleteWebhook(writable, id))) throw noSuchWebhook(id);
    return context.body(null, 204);
  });
}

/** A filter as it is written: lists with commas. */
function textsOf(filter: OperationFilterQuery): Record<string, string> {
  return Object.fromEntries(
    Object.entries(filter).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  );
}

/** @throws MidflightError `no_such_webhook` */
export async function webhookOf(db: Queryable, id: string): Promise<WebhookRow> {
  const row = await findWebhook(db, id);
  if (!row) throw noSuchWebhook(id);
  return row;
}

export function noSuchWebhook(id: string): MidflightError {
  return new MidflightError({
    code: 'no_such_webhook',
    message: `There is no webhook ${id}.`,
    recovery: 'GET /v1/admin/webhooks lists them.',
  });
}
