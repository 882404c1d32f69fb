import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { MidflightError } from '../../core/errors.ts';
import { transactionHash } from '../../core/evidence.ts';
import { lowerHex } from '../../core/lower-hex.ts';
import { findMany } from '../../db/find-many.ts';
import { operationReader } from '../../db/operation-reader.ts';
import { tokensOf } from '../../db/tokens.ts';
import { findByKey } from '../../db/read-operations.ts';
import { chainOf, type ApiDeps } from '../deps.ts';
import { notFound, notFoundAmong } from '../not-found.ts';
import { presentForKey } from '../present-for-key.ts';
import { problemOf, problemResponse } from '../problem.ts';
import {
  ASKED_MAX,
  askedText,
  batchLookupRequestSchema,
  batchLookupSchema,
  lookupSchema,
} from '../schemas/lookup.ts';
import { idSchema, instant, transactionSchema } from '../schemas/operation-filter.ts';
import { chainParameter } from '../schemas/values.ts';
import { surroundingsNow } from '../surroundings.ts';

const lookupRoute = createRoute({
  method: 'get',
  operationId: 'lookup',
  tags: ['Operations'],
  path: '/v1/lookup',
  summary: 'Operations by the transaction of any leg, or by an id with its protocol before it',
  request: {
    query: z.strictObject({
      tx: transactionSchema.optional().openapi({
        description:
          'A transaction of any leg: hexadecimal in any case, or base58 as it is written.',
        example: '0x90128b2988d709e7719dc157aaf08ea76792934cac4e47fa01e93c80d21d30fd',
      }),
      key: idSchema
        .optional()
        .openapi({ description: 'An id or a link.', example: 'cctp:v1:7:104742' }),
      chain: chainParameter.optional().openapi({
        description: 'Only legs on this chain: a CAIP-2 id or a short name.',
        example: 'polygon',
      }),
      block: z
        .string()
        .regex(/^\d{1,18}$/, { error: 'must be a block number' })
        .optional()
        .openapi({
          description:
            'The block of the transaction on `chain`, where it is known: only to say more surely why nothing was found.',
          example: '21000000',
          maxLength: 18,
        }),
      time: instant.optional().openapi({
        description:
          'When the transaction happened, where it is known: only to say more surely why nothing was found.',
      }),
    }),
  },
  responses: {
    200: {
      description: 'The operations, each with the leg that matched.',
      content: { 'application/json': { schema: lookupSchema } },
    },
    400: problemResponse('Neither or both of `tx` and `key` are given, or a block without chain.'),
    404: problemResponse(
      'Nothing matches: `not_indexed_yet`, `outside_coverage` or `no_such_operation`; or there is no such chain: `unknown_chain`.',
    ),
  },
});

const batchRoute = createRoute({
  method: 'post',
  operationId: 'lookupMany',
  tags: ['Operations'],
  path: '/v1/lookup',
  summary: `Up to ${ASKED_MAX} ids or transactions at once, an answer for each`,
  request: {
    body: {
      required: true,
      content: { 'application/json': { schema: batchLookupRequestSchema } },
    },
  },
  responses: {
    200: {
      description: 'An answer for each, in their order: its operations, or why there is none.',
      content: { 'application/json': { schema: batchLookupSchema } },
    },
    400: problemResponse('The body is malformed, or names the same twice.'),
    404: problemResponse('There is no such chain.'),
  },
});

/** `/v1/lookup` */
export function lookupRoutes(app: OpenAPIHono, deps: ApiDeps): void {
  const { db } = deps;
  const reader = operationReader(db);
  const { tokens: tokensNow = (operations) => tokensOf(db, operations) } = deps;
  app.openapi(lookupRoute, async (context) => {
    const { tx, key, chain: chainText, block, time } = context.req.valid('query');
    if ((tx === undefined) === (key === undefined)) {
      throw new MidflightError({
        code: 'bad_request',
        message: 'A lookup takes either tx or key.',
        recovery: 'Ask /v1/lookup?tx=<transaction hash> or /v1/lookup?key=<protocol id>.',
      });
    }
    if (block !== undefined && chainText === undefined) {
      throw new MidflightError({
        code: 'bad_request',
        message: 'A block is one of a chain, and no chain is given.',
        recovery: 'Give its chain beside block.',
      });
    }
    const surroundings = await surroundingsNow(deps);
    const chain = chainOf(deps, surroundings, chainText);
    const text = lowerHex(tx ?? key ?? '');
    const matches =
      tx === undefined
        ? await findByKey(db, key ?? '', { chain })
        : await reader.byTransaction(text, { chain });
    if (matches.length === 0) {
      const asked = {
        text,
        chain: chain ?? undefined,
        block: block === undefined ? undefined : BigInt(block),
        time: time === undefined ? undefined : new Date(time),
      };
      throw await notFound(deps, asked, `No operation has a leg with ${text}.`);
    }
    const keyId = context.get('apiKey')?.id ?? null;
    const rows = matches.map(({ operation }) => operation);
    const tokens = await tokensNow(rows.map(({ body }) => body));
    const operations = await presentForKey(db, rows, { surroundings, keyId, tokens });
    return context.json(
      {
        matches: matches.map(({ step, chain: on, transaction, canonical }, index) => ({
          matched: { step, chain: on, transaction: transactionHash(transaction), canonical },
          operation: operations[index]!,
        })),
      },
      200,
    );
  });

  app.openapi(batchRoute, async (context) => {
    const { ids, chain: chainText } = context.req.valid('json');
    const surroundings = await surroundingsNow(deps);
    const chain = chainOf(deps, surroundings, chainText);
    const asked = ids.map(askedText);
    const found = await findMany(db, asked, { chain });
    const isFound = new Set(found.map((one) => one.asked));
    const absent = asked.filter((text) => !isFound.has(text));
    const absences = await notFoundAmong(
      deps,
      absent.map((text) => ({ text, chain: chain ?? undefined })),
      (text) => `No operation is known as ${text}, or has a leg with it.`,
    );
    const keyId = context.get('apiKey')?.id ?? null;
    const rows = found.map(({ operation }) => operation);
    const tokens = await tokensNow(rows.map(({ body }) => body));
    const operations = await presentForKey(db, rows, { surroundings, keyId, tokens });
    const legs = found.map((one, index) => ({ ...one, operation: operations[index]! }));
    const problems = new Map(absent.map((text, index) => [text, absences[index]]));
    return context.json(
      {
        results: ids.map((id) => {
          const text = askedText(id);
          const absence = problems.get(text);
          const own = legs.filter((one) => one.asked === text);
          return {
            id,
            matches: own.map(({ leg, operation }) => ({
              matched: leg && { ...leg, transaction: transactionHash(leg.transaction) },
              operation,
            })),
            hasMore: own.some(({ count }) => count > own.length),
            notFound: absence ? problemOf(absence) : null,
          };
        }),
      },
      200,
    );
  });
}
