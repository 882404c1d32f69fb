import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { isChainId } from '../../core/chain.ts';
import { allSteps } from '../../core/rules.ts';
import {
  OPEN_MAX,
  readLanes,
  type Lane,
  type LaneKey,
  type WaitFigures,
} from '../../db/read-lanes.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { chainOf, type ApiDeps } from '../deps.ts';
import { placedObstacles } from '../health-of.ts';
import { problemResponse } from '../problem.ts';
import { protocolNamed } from '../protocol-named.ts';
import { LANES_MAX, lanesSchema, type LaneAnswer } from '../schemas/lanes.ts';
import { cursorSchema, limitSchema } from '../schemas/page.ts';
import { chainParameter, protocolParameter } from '../schemas/values.ts';
import { surroundingsNow, type Surroundings } from '../surroundings.ts';

const lanesRoute = createRoute({
  method: 'get',
  operationId: 'listLanes',
  tags: ['Coverage'],
  path: '/v1/lanes',
  summary: 'How long each lane takes, and how its open operations do',
  description:
    'A lane is a protocol from one chain to another. Figures are of its newest waits; an operation whose chains are not both known is on none.',
  request: {
    query: z.strictObject({
      protocol: protocolParameter.optional(),
      origin: chainParameter.optional().openapi({
        description: 'Only lanes from this chain: a CAIP-2 id or a short name.',
        example: 'polygon',
      }),
      destination: chainParameter.optional().openapi({
        description: 'Only lanes to this chain: a CAIP-2 id or a short name.',
        example: 'base',
      }),
      limit: limitSchema({ max: LANES_MAX, byDefault: 20 }),
      cursor: cursorSchema.optional(),
    }),
  },
  responses: {
    200: {
      description: 'A page, by protocol, origin and destination.',
      content: { 'application/json': { schema: lanesSchema } },
    },
    400: problemResponse('A parameter is malformed, or the cursor is of another list.'),
    404: problemResponse('There is no such chain, or no such protocol.'),
  },
});

/** `/v1/lanes` */
export function laneRoutes(app: OpenAPIHono, deps: ApiDeps): void {
  const { db, protocols } = deps;
  app.openapi(lanesRoute, async (context) => {
    const { limit, cursor, ...query } = context.req.valid('query');
    const surroundings = await surroundingsNow(deps);
    const filter = {
      protocol: query.protocol === undefined ? null : protocolNamed(protocols, query.protocol).name,
      origin: chainOf(deps, surroundings, query.origin),
      destination: chainOf(deps, surroundings, query.destination),
    };
    const list = ['lanes', filter];
    const { lanes, end } = await readLanes(db, filter, {
      limit,
      after: cursor === undefined ? null : keyOf(decodeCursor(cursor, list).id),
      obstacles: placedObstacles(surroundings.sight),
    });
    return context.json(
      {
        lanes: lanes.map((lane) => presentLane(lane, surroundings)),
        nextCursor: end && encodeCursor({ micros: '0', id: textOf(end) }, list),
      },
      200,
    );
  });
}

const textOf = ({ protocol, origin, destination }: LaneKey) =>
  [protocol, origin, destination].join(' ');

/** A cursor that somebody made up leads to the beginning. */
function keyOf(text: string): LaneKey | null {
  const [protocol = '', origin = '', destination = ''] = text.split(' ');
  return isChainId(origin) && isChainId(destination) ? { protocol, origin, destination } : null;
}

function presentLane(lane: Lane, { chains, rules }: Surroundings): LaneAnswer {
  const { protocol, origin, destination, open, steps } = lane;
  const own = rules.get(protocol);
  const route = own
    ? [own, ...(own.carriedBy ?? []).flatMap((name) => rules.get(name) ?? [])].flatMap(allSteps)
    : [];
  const placeOf = (name: string) => {
    const place = route.findIndex((step) => step.name === name);
    return place < 0 ? route.length : place;
  };
  const arrivals = steps.filter(({ step }) =>
    route.some(({ name, role }) => name === step && role === 'destination'),
  );
  const { ok = 0, delayed = 0, stuck = 0, blocked = 0, needs_action = 0, blind = 0 } = open;
  const total = ok + delayed + stuck + blocked + needs_action + blind;
  return {
    protocol,
    origin,
    originName: chains.get(origin)?.name ?? origin,
    destination,
    destinationName: chains.get(destination)?.name ?? destination,
    inFlight: {
      total,
      ok,
      delayed,
      stuck,
      blocked,
      needsAction: needs_action,
      blind,
      isCapped: total >= OPEN_MAX,
    },
    lastCompletion:
      arrivals
        .flatMap(({ lastAt }) => timeText(lastAt) ?? [])
        .toSorted()
        .at(-1) ?? null,
    steps: steps
      .toSorted((a, b) => placeOf(a.step) - placeOf(b.step))
      .map(({ step, paces, ...own }) => ({
        step,
        ...presentFigures(own),
        paces: paces.map(({ pace, ...ofPace }) => ({ pace, ...presentFigures(ofPace) })),
      })),
  };
}

function presentFigures({ p50, p90, p99, sample, ...times }: WaitFigures) {
  const { windowFrom, windowThrough, refreshedAt, lastAt } = times;
  return {
    p50,
    p90,
    p99,
    sample,
    windowFrom: timeText(windowFrom),
    windowThrough: timeText(windowThrough),
    refreshedAt: timeText(refreshedAt),
    lastAt: timeText(lastAt),
  };
}

const timeText = (text: string | null) => text && new Date(text).toISOString();
