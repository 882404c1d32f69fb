import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { alertRules } from '../../core/alerts/alert.ts';
import { MidflightError } from '../../core/errors.ts';
import { actOnAlert } from '../../db/act-on-alert.ts';
import { findAlert, listAlerts } from '../../db/alerts.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { chainOf, chainsById, type ApiDeps } from '../deps.ts';
import { presentAlert, presentAlertEvent, presentNotice } from '../present-alert.ts';
import { problemResponse } from '../problem.ts';
import {
  alertActionSchema,
  alertDetailSchema,
  alertId,
  alertListSchema,
  alertSchema,
  operationParameter,
  shownStates,
} from '../schemas/alerts.ts';
import { choiceOf } from '../schemas/operation-filter.ts';
import { cursorSchema, limitSchema } from '../schemas/page.ts';
import { chainParameter, protocolParameter } from '../schemas/values.ts';

const PAGE_SIZE_MAX = 100;
const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } });
const noAlert = problemResponse('There is no such alert.');

const listRoute = createRoute({
  method: 'get',
  path: '/v1/alerts',
  operationId: 'listAlerts',
  tags: ['Alerts'],
  summary: 'Alerts, those that opened last in front',
  request: {
    query: z.strictObject({
      state: choiceOf(shownStates, {
        description: 'How far it is.',
        example: 'open,acknowledged',
      }),
      rule: choiceOf(alertRules, { description: 'What raised it.', example: 'lane_degraded' }),
      protocol: protocolParameter.optional(),
      origin: chainParameter.optional().openapi({
        description: "The origin of its lane: a chain's short name or CAIP-2 id.",
        example: 'polygon',
      }),
      destination: chainParameter.optional().openapi({
        description: "The destination of its lane: a chain's short name or CAIP-2 id.",
        example: 'arbitrum',
      }),
      operation: operationParameter.optional(),
      limit: limitSchema({ max: PAGE_SIZE_MAX, byDefault: 50 }),
      cursor: cursorSchema.optional(),
    }),
  },
  responses: {
    200: { description: 'A page.', content: json(alertListSchema) },
    400: problemResponse('A parameter is malformed.'),
    404: problemResponse('A chain is not known here.'),
  },
});

const getRoute = createRoute({
  method: 'get',
  path: '/v1/alerts/{id}',
  operationId: 'getAlert',
  tags: ['Alerts'],
  summary: 'One alert, its history, and what channels were told',
  request: { params: z.object({ id: alertId }) },
  responses: {
    200: { description: 'The alert.', content: json(alertDetailSchema) },
    400: problemResponse('The id is malformed.'),
    404: noAlert,
  },
});

const ofAction = {
  request: {
    params: z.object({ id: alertId }),
    body: { required: true, content: json(alertActionSchema) },
  },
  responses: {
    200: { description: 'The alert as it is now.', content: json(alertSchema) },
    400: problemResponse('The id or the body is malformed.'),
    404: noAlert,
  },
} as const;

const acknowledgeRoute = createRoute({
  method: 'post',
  path: '/v1/admin/alerts/{id}/acknowledge',
  operationId: 'acknowledgeAlert',
  summary: 'Take an alert on, so that it is not escalated',
  description: 'Acknowledging one that is acknowledged, closed or over changes nothing.',
  ...ofAction,
  tags: ['Alerts'],
});

const closeRoute = createRoute({
  method: 'post',
  path: '/v1/admin/alerts/{id}/close',
  operationId: 'closeAlert',
  summary: 'Say that an alert is over, though what it is about still holds',
  description:
    'Nobody is told more of it until it does not hold any more, and holds again. Closing one that is closed or over changes nothing.',
  ...ofAction,
  tags: ['Alerts'],
});

/** `/v1/alerts` and what may be done about them. */
export function alertRoutes(app: OpenAPIHono, deps: ApiDeps): void {
  const { db, writable = db, now, chains: readChains = () => chainsById(db) } = deps;

  app.openapi(listRoute, async (context) => {
    const { limit, cursor, origin, destination, ...rest } = context.req.valid('query');
    const chains = await readChains();
    const filter = {
      ...rest,
      origin: chainOf(deps, { chains }, origin) ?? undefined,
      destination: chainOf(deps, { chains }, destination) ?? undefined,
    };
    const list = { alerts: filter };
    const begin = cursor === undefined ? null : decodeCursor(cursor, list);
    const { rows, end } = await listAlerts(db, {
      filter,
      limit,
      after: begin && { openedMicros: begin.micros, id: begin.id },
    });
    return context.json(
      {
        alerts: rows.map((row) => presentAlert(row, chains)),
        nextCursor: end && encodeCursor({ micros: end.openedMicros, id: end.id }, list),
      },
      200,
    );
  });

  app.openapi(getRoute, async (context) => {
    const { id } = context.req.valid('param');
    const found = await findAlert(db, id);
    if (!found) throw noSuchAlert(id);
    const { row, events, notices } = found;
    return context.json(
      {
        ...presentAlert(row, await readChains()),
        history: events.map(presentAlertEvent),
        notices: notices.map(presentNotice),
      },
      200,
    );
  });

  const act = async (
    action: 'acknowledge' | 'close',
    id: string,
    { note, by }: { note: string | undefined; by: string | undefined },
  ) => {
    const done = { action, by: by ?? 'unknown', note: note ?? null, now: now() };
    const row = await actOnAlert(writable, id, done);
    if (!row) throw noSuchAlert(id);
    return presentAlert(row, await readChains());
  };

  app.openapi(acknowledgeRoute, async (context) => {
    const { note } = context.req.valid('json');
    const by = context.get('apiKey')?.name;
    return context.json(await act('acknowledge', context.req.valid('param').id, { note, by }), 200);
  });

  app.openapi(closeRoute, async (context) => {
    const { note } = context.req.valid('json');
    const by = context.get('apiKey')?.name;
    return context.json(await act('close', context.req.valid('param').id, { note, by }), 200);
  });
}

function noSuchAlert(id: string): MidflightError {
  return new MidflightError({
    code: 'no_such_alert',
    message: `There is no alert ${id}.`,
    recovery: 'GET /v1/alerts lists them.',
  });
}
