import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { MidflightError } from '../../core/errors.ts';
import { transactionHash } from '../../core/evidence.ts';
import { lowerHex } from '../../core/lower-hex.ts';
import { findByKey, findByTransaction } from '../../db/read-operations.ts';
import { chainNamed, type ApiDeps } from '../deps.ts';
import { notFound } from '../not-found.ts';
import { presentOperation } from '../present.ts';
import { problemResponse } from '../problem.ts';
import { lookupSchema } from '../schemas/lookup.ts';
import { surroundingsNow } from '../surroundings.ts';

const lookupRoute = createRoute({
  method: 'get',
  operationId: 'lookup',
  tags: ['Operations'],
  path: '/v1/lookup',
  summary: 'Operations by the transaction of any leg, or by an id with its protocol before it',
  request: {
    query: z.strictObject({
      tx: z.string().min(1).optional().openapi({
        example: '0x90128b2988d709e7719dc157aaf08ea76792934cac4e47fa01e93c80d21d30fd',
      }),
      key: z.string().min(1).optional().openapi({ example: 'cctp:v1:7:104742' }),
      chain: z
        .string()
        .optional()
        .openapi({ description: 'Only legs on this chain: a CAIP-2 id or a short name.' }),
    }),
  },
  responses: {
    200: {
      description: 'The operations, each with the leg that matched.',
      content: { 'application/json': { schema: lookupSchema } },
    },
    400: problemResponse('Neither or both of `tx` and `key` are given.'),
    404: problemResponse('Nothing matches, or not yet.'),
  },
});

/** `/v1/lookup` */
export function lookupRoutes(app: OpenAPIHono, deps: ApiDeps): void {
  const { db } = deps;
  app.openapi(lookupRoute, async (context) => {
    const { tx, key, chain: chainText } = context.req.valid('query');
    if ((tx === undefined) === (key === undefined)) {
      throw new MidflightError({
        code: 'bad_request',
        message: 'A lookup takes either tx or key.',
        recovery: 'Ask /v1/lookup?tx=<transaction hash> or /v1/lookup?key=<protocol id>.',
      });
    }
    const surroundings = await surroundingsNow(deps);
    const { chains } = surroundings;
    const chain = chainText === undefined ? null : chainNamed(chains, chainText);
    const found =
      tx === undefined ? await findByKey(db, key ?? '') : await findByTransaction(db, lowerHex(tx));
    const matches = found.filter((match) => !chain || match.chain === chain.id);
    if (matches.length === 0) {
      const asked = lowerHex(tx ?? key ?? '');
      throw await notFound(db, { asked, message: `No operation has a leg with ${asked}.` });
    }
    return context.json(
      {
        matches: matches.map(({ operation, ...matched }) => ({
          matched: { ...matched, transaction: transactionHash(matched.transaction) },
          operation: presentOperation(operation, surroundings),
        })),
      },
      200,
    );
  });
}
