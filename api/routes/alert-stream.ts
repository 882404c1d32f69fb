import { setTimeout as sleep } from 'node:timers/promises';
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { noMeter } from '../../core/meter.ts';
import { lastAlertEvent, readAlertEvents } from '../../db/alerts.ts';
import { chainsById, type ApiDeps } from '../deps.ts';
import { eventText } from '../event-stream.ts';
import { errorEvent } from '../follow-transitions.ts';
import type { KeyRing } from '../key-ring.ts';
import { notFollowed } from '../live.ts';
import { presentAlert, presentAlertEvent } from '../present-alert.ts';
import { problemResponse } from '../problem.ts';
import { alertStreamEventSchema } from '../schemas/alerts.ts';
import { serveStream } from '../serve-stream.ts';
import { sharedRead } from '../shared-read.ts';

/** The log of alerts is looked at this often, once for all who follow it. */
const LOOK_MS = 1_000;
const PAGE_MAX = 100;

const position = z
  .string()
  .regex(/^\d{0,18}$/, { error: 'must be the id of an event of this stream' });

const streamRoute = createRoute({
  method: 'get',
  path: '/v1/alerts/stream',
  operationId: 'streamAlerts',
  tags: ['Alerts'],
  summary: 'What happens to alerts, as server-sent events',
  description:
    'Begins now, or after the event whose id is handed in, and goes on from there without loss. It has a log of its own, and so an id of its own: the stream of transitions tells nothing of alerts.',
  request: {
    query: z.strictObject({
      after: position.optional().openapi({
        description:
          'Begins after this event, or with the first one there is if it is 0. `Last-Event-ID` counts before it.',
        example: '12',
        maxLength: 18,
      }),
    }),
    headers: z.object({
      'last-event-id': position.optional().openapi({
        description: 'The id of the last event that was seen.',
        example: '12',
        maxLength: 18,
      }),
    }),
  },
  responses: {
    200: {
      description: 'Events, as long as both sides stay.',
      content: { 'text/event-stream': { schema: alertStreamEventSchema } },
    },
    400: problemResponse('A parameter is malformed.'),
    503: problemResponse('Too many streams are open; `Retry-After` says when to try again.'),
  },
});

/** `/v1/alerts/stream` */
export function alertStreamRoutes(app: OpenAPIHono, deps: ApiDeps, keys: KeyRing): void {
  const { db, live, meter = noMeter, chains: readChains = () => chainsById(db) } = deps;
  const newest = sharedRead(() => lastAlertEvent(db), { maxAgeMs: LOOK_MS });
  app.openapi(streamRoute, async (context) => {
    if (!live || live.feed.isStopped) throw notFollowed();
    const from = context.req.valid('header')['last-event-id'] || context.req.valid('query').after;
    let at = from ? BigInt(from) : await lastAlertEvent(db);
    const served = { live, keys, meter, instead: '/v1/alerts' };
    return serveStream(context, served, async ({ out, gone, closed, cut }) => {
      const next = async (): Promise<string[]> => {
        if ((await newest()) <= at) return [];
        const chains = await readChains();
        const page = await readAlertEvents(db, { after: at, limit: PAGE_MAX });
        at = page.at(-1)?.event.seq ?? at;
        return page.map(({ event, alert }) =>
          eventText({
            event: 'alert',
            id: event.seq.toString(),
            data: { ...presentAlertEvent(event), alert: presentAlert(alert, chains) },
          }),
        );
      };
      const id = at.toString();
      let texts = [eventText({ event: 'position', id, data: { seq: id } })];
      let saidAt = performance.now();
      const either = AbortSignal.any([gone, closed]);
      while (!either.aborted && !live.feed.isStopped) {
        if (texts.length === 0 && performance.now() - saidAt >= live.heartbeatMs) {
          texts = [`: heartbeat\nid: ${at}\n\n`];
        }
        if (texts.length > 0) {
          // Whoever takes nothing is cut, and goes on from the last id that it has seen.
          if (!(await out.send(texts))) {
            cut();
            return;
          }
          saidAt = performance.now();
        }
        texts = await next();
        if (texts.length === 0) await sleep(LOOK_MS, undefined, { signal: either }).catch(() => {});
      }
      if (closed.aborted) await out.end(errorEvent('key_invalid'));
      else if (!gone.aborted) {
        await out.end({ event: 'goodbye', data: { reason: 'shutting_down' } });
      }
    });
  });
}
