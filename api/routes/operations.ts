import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { MidflightError } from '../../core/errors.ts';
import { lowerHex } from '../../core/lower-hex.ts';
import { operationReader, type OperationDetail } from '../../db/operation-reader.ts';
import { tokensOf } from '../../db/tokens.ts';
import { findOperation, readHistory, type OperationRow } from '../../db/read-operations.ts';
import { refsOfOperations } from '../../db/client-refs.ts';
import { listOperations, sorts } from '../../db/list-operations.ts';
import type { ChainId } from '../../core/chain.ts';
import type { ChainView } from '../../db/chains.ts';
import { etagOf, hashOf, matchesTag } from '../conditional.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import type { ApiDeps } from '../deps.ts';
import { filterOf } from '../filter-of.ts';
import { healthKey, placedObstacles } from '../health-of.ts';
import { isSettled } from '../is-settled.ts';
import { closedKey, type KeyRing } from '../key-ring.ts';
import { ListTurns } from '../list-turns.ts';
import { knownAt, type Known, type PastTransition } from '../known-at.ts';
import { notFound } from '../not-found.ts';
import { presentForKey } from '../present-for-key.ts';
import { presentOperation } from '../present.ts';
import { presentReports } from '../present-reports.ts';
import { presentStage, presentStatus } from '../present-status.ts';
import { presentCause } from '../present-transition.ts';
import { problemResponse } from '../problem.ts';
import { historySchema, type HistoryAnswer } from '../schemas/history.ts';
import { operationDetailSchema } from '../schemas/operation-detail.ts';
import { operationListSchema } from '../schemas/operation.ts';
import { cursorSchema, limitSchema } from '../schemas/page.ts';
import { idSchema, instant, operationFilterFields } from '../schemas/operation-filter.ts';
import { surroundingsNow } from '../surroundings.ts';
import { tokensKey } from '../token-book.ts';
import { waitFields, waitFor, waitOf, type Wait } from '../wait-for.ts';
import { noWaiters, Waiters } from '../waiters.ts';

const LIMIT_MAX = 100;
const LIMIT_DEFAULT = 20;
/** How long an answer may be used unasked that no reorg can change: see docs/decisions/0025. */
const SETTLED_SECONDS = 60;

const listRoute = createRoute({
  method: 'get',
  operationId: 'listOperations',
  tags: ['Operations'],
  path: '/v1/operations',
  summary: 'Operations, the newest first, by filters',
  request: {
    query: z.strictObject({
      ...operationFilterFields,
      sort: z
        .enum(sorts, { error: `must be one of ${sorts.join(', ')}` })
        .default('updated')
        .openapi({
          description:
            'The latest change here first, or the latest start on its chain. An operation that changes while you page moves to the front of the first; pages of the second stay as they are.',
        }),
      limit: limitSchema({ max: LIMIT_MAX, byDefault: LIMIT_DEFAULT }),
      cursor: cursorSchema.optional(),
    }),
  },
  responses: {
    200: {
      description: 'A page of operations.',
      content: { 'application/json': { schema: operationListSchema } },
    },
    400: problemResponse('A parameter is malformed, or the cursor is of another list.'),
    401: problemResponse('A reference is asked for without the API key that set it.'),
    404: problemResponse('A protocol, a kind or a chain is named that is not known here.'),
    503: problemResponse('Too many lists are asked for; `Retry-After` says when to try again.'),
  },
});

/** Caches send several at once. */
const ETAGS_LENGTH_MAX = 4_000;

const getRoute = createRoute({
  method: 'get',
  operationId: 'getOperation',
  tags: ['Operations'],
  path: '/v1/operations/{id}',
  summary: 'One operation: what has happened, what is pending, what constitutes completion',
  request: {
    params: z.object({
      id: idSchema.openapi({
        description: "The operation's id, a former id of it, or any link of one of its legs.",
        example: 'cctp:v1:7:104742',
      }),
    }),
    query: z.strictObject(waitFields),
    headers: z.object({
      'if-none-match': z
        .string()
        .max(ETAGS_LENGTH_MAX, { error: `must have at most ${ETAGS_LENGTH_MAX} characters` })
        .optional()
        .openapi({
          description: 'The ETag of what the caller has: unless it changed, it is not sent again.',
          example: 'W/"3-q0lLrv1q"',
        }),
    }),
  },
  responses: {
    200: {
      description:
        'The operation. The ETag changes with its version, with what is thought of how long it waits, with what becomes known of its tokens, with what services say of it, and with the references of the key that asks.',
      headers: z.object({ etag: z.string() }),
      content: { 'application/json': { schema: operationDetailSchema } },
    },
    304: { description: 'It still has the ETag that was handed in.' },
    400: problemResponse('A parameter is malformed.'),
    404: problemResponse(
      'There is no such operation: `not_indexed_yet`, `outside_coverage` or `no_such_operation`.',
    ),
    503: problemResponse('Too many wait; `Retry-After` says when to try again.'),
  },
});

const historyRoute = createRoute({
  method: 'get',
  operationId: 'getHistory',
  tags: ['Operations'],
  path: '/v1/operations/{id}/history',
  summary: 'Every transition of an operation, rollbacks included, with their causes',
  request: {
    params: z.object({
      id: idSchema.openapi({
        description: "The operation's id, a former id or a link.",
        example: 'cctp:v1:7:104742',
      }),
    }),
    query: z.strictObject({
      asOf: instant.optional().openapi({
        description: 'Tells what was known here at that time, and only the transitions up to then.',
        maxLength: 40,
      }),
    }),
  },
  responses: {
    200: {
      description: 'The transitions, the oldest first.',
      content: { 'application/json': { schema: historySchema } },
    },
    400: problemResponse('A parameter is malformed.'),
    404: problemResponse(
      'There is no such operation: `not_indexed_yet`, `outside_coverage` or `no_such_operation`.',
    ),
  },
});

/** `/v1/operations` and what is below it. */
export function operationRoutes(app: OpenAPIHono, deps: ApiDeps, keys: KeyRing): void {
  const { db } = deps;
  const reader = operationReader(db);
  const { tokens: tokensNow = (operations) => tokensOf(db, operations) } = deps;
  const find = async (id: string): Promise<OperationDetail> => {
    const own = await reader.byId(id);
    if (own) return own;
    const heir = await findOperation(db, id);
    const detail = heir && (await reader.byId(heir.id));
    if (detail) return detail;
    const [match] = await reader.byTransaction(lowerHex(id));
    if (match) {
      throw new MidflightError({
        code: 'is_a_transaction',
        message: `${id} is no operation's id, but a transaction of ${match.operation.id}.`,
        recovery: `Ask /v1/lookup?tx=${id}, which finds operations by their transactions.`,
      });
    }
    throw await notFound(deps, { text: id }, `No operation is known as ${id}.`);
  };

  const lists = new ListTurns();
  const waiters = deps.live ? new Waiters(db, deps.live) : noWaiters;
  const findOrWait = async (context: Context, { id, wait }: { id: string; wait: Wait | null }) => {
    if (!wait) return { row: await find(id), waited: null };
    const held = keys.hold(context.get('apiKey'));
    try {
      const signal = AbortSignal.any([context.req.raw.signal, held.signal]);
      const who = context.get('countedBy');
      const found = await waitFor(waiters, { id, wait, find, who, signal });
      if (held.signal.aborted) throw closedKey();
      return found;
    } finally {
      held.letGo();
    }
  };

  app.openapi(listRoute, async (context) => {
    const { sort, limit, cursor, ...query } = context.req.valid('query');
    const surroundings = await surroundingsNow(deps);
    const { chains } = surroundings;
    const keyId = context.get('apiKey')?.id ?? null;
    const filter = await filterOf(deps, query, { chains, keyId });
    const list = [sort, filter];
    const after = cursor === undefined ? null : decodeCursor(cursor, list);
    const obstacles = placedObstacles(surroundings.sight);
    const health = filter.health && { ...filter.health, obstacles };
    const page = { sort, limit, after };
    const { rows, end } = await lists.read(
      context.get('countedBy'),
      () => listOperations(db, { ...filter, health }, page),
      { signal: context.req.raw.signal },
    );
    const tokens = await tokensNow(rows.map(({ body }) => body));
    const answer = {
      operations: await presentForKey(db, rows, { surroundings, keyId, tokens }),
      nextCursor: end && encodeCursor(end, list),
    };
    // Of what was read, not of the answer: `asOf` moves on while the operations stay the same.
    const verdicts = new Map(
      rows.map((row) => [
        row.id,
        [healthKey(row, surroundings.sight), tokensKey(row.body, tokens)],
      ]),
    );
    const kept = answer.operations.map(({ id, version, updatedAt, clientRefs }) => [
      id,
      version,
      updatedAt,
      verdicts.get(id),
      clientRefs,
    ]);
    const etag = etagOf(JSON.stringify([kept, answer.nextCursor, keyId]));
    return context.json(answer, 200, { etag });
  });

  app.openapi(getRoute, async (context) => {
    const { id } = context.req.valid('param');
    const ifNoneMatch = context.req.valid('header')['if-none-match'];
    const wait = waitOf(context.req.valid('query'), ifNoneMatch);
    const { row, waited } = await findOrWait(context, { id, wait });
    const { rows, revision } = row.reports;
    const keyId = context.get('apiKey')?.id ?? null;
    const clientRefs =
      keyId === null ? null : ((await refsOfOperations(db, [row.id], keyId)).get(row.id) ?? []);
    const surroundings = await surroundingsNow(deps);
    const tokens = await tokensNow([row.body]);
    const verdict = [healthKey(row, surroundings.sight), tokensKey(row.body, tokens)];
    const etag = detailTag({ row, revision, verdict, clientRefs, keyId });
    const isKept = keyId === null && revision === 0 && isSettled(row.body);
    const kept = isKept && `public, max-age=${SETTLED_SECONDS}, must-revalidate`;
    const rule = waited ? 'no-store' : kept || (keyId === null ? 'no-cache' : 'private, no-cache');
    const headers = { etag, 'cache-control': rule };
    if (matchesTag(ifNoneMatch, etag)) {
      return context.body(null, 304, { ...headers, vary: 'Authorization' });
    }
    const operation = presentOperation(row, surroundings, tokens);
    return context.json(
      {
        ...operation,
        ...(clientRefs && { clientRefs }),
        reports: presentReports(rows),
        ...(waited && { waited }),
      },
      200,
      headers,
    );
  });

  app.openapi(historyRoute, async (context) => {
    const { id } = await find(context.req.valid('param').id);
    const { asOf } = context.req.valid('query');
    const { chains } = await surroundingsNow(deps);
    const until = asOf === undefined ? undefined : new Date(asOf);
    const rows = (await readHistory(db, id)).filter(
      ({ observedAt }) => until === undefined || observedAt <= until,
    );
    return context.json(
      {
        operation: id,
        ...(until && {
          asOf: { time: until.toISOString(), known: presentKnown(knownAt(id, rows), chains) },
        }),
        transitions: rows.map((row) => ({
          seq: row.seq.toString(),
          version: row.version,
          from: row.fromStatus === null ? null : presentStatus(row.fromStatus),
          to: presentStatus(row.toStatus),
          stageFrom: row.fromStage === null ? null : presentStage(row.fromStage),
          stageTo: presentStage(row.toStage),
          final: row.final,
          changes: row.changes.map(({ step, from, to }) => ({ step, from, to })),
          cause: presentCause(row.cause, chains),
          asOf: row.asOf,
          rulesVersion: row.rulesVersion,
          chainTime: row.chainTime.toISOString(),
          observedAt: row.observedAt.toISOString(),
        })),
      },
      200,
    );
  });
}

function presentKnown(
  known: Known<PastTransition> | null,
  chains: ReadonlyMap<ChainId, ChainView>,
): NonNullable<HistoryAnswer['asOf']>['known'] {
  if (!known) return null;
  const { last, legs } = known;
  return {
    version: last.version,
    status: presentStatus(last.toStatus),
    stage: presentStage(last.toStage),
    final: last.final,
    legs: legs.map((leg) => ({ ...leg, chainName: chains.get(leg.chain)?.name ?? leg.chain })),
    heads: last.asOf,
    learnedAt: last.observedAt.toISOString(),
    chainTime: last.chainTime.toISOString(),
  };
}

/**
 * Weak, because `asOf` moves on while the operation stays the same. It begins with the version: waits read it there. The
 * operation is in it as well: what an id or a link leads to may be another one after a rollback, of the same version.
 */
function detailTag({
  row: { id, version },
  revision,
  verdict,
  clientRefs,
  keyId,
}: {
  row: Pick<OperationRow, 'id' | 'version'>;
  revision: number;
  verdict: readonly unknown[];
  clientRefs: readonly string[] | null;
  keyId: string | null;
}): string {
  const own = hashOf(
    JSON.stringify([id, revision, verdict, ...(clientRefs === null ? [] : [keyId, clientRefs])]),
  );
  return `W/"${version}-${own}"`;
}
