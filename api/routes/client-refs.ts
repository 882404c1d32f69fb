import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { assert, MidflightError } from '../../core/errors.ts';
import { lowerHex } from '../../core/lower-hex.ts';
import {
  dropClientRef,
  findClientRef,
  REFS_MAX,
  setClientRef,
  type RefSubject,
} from '../../db/client-refs.ts';
import type { Queryable } from '../../db/pool.ts';
import { requireScope } from '../authorize.ts';
import { chainOf, type ApiDeps } from '../deps.ts';
import { problemResponse } from '../problem.ts';
import {
  clientRefAnswerSchema,
  clientRefRequestSchema,
  type ClientRefAnswer,
} from '../schemas/client-ref.ts';
import { clientRefSchema } from '../schemas/operation-filter.ts';
import { surroundingsNow } from '../surroundings.ts';

const path = '/v1/client-refs/{clientRef}';
const params = z.object({
  clientRef: clientRefSchema.openapi({
    description: "The frontend's own name for an operation, such as the number of an order.",
    example: 'order-1042',
  }),
});
const answer = (description: string) => ({
  description,
  content: { 'application/json': { schema: clientRefAnswerSchema } },
});
const shared = {
  path,
  tags: ['Operations'],
  security: [{ key: [] }],
};

const putRoute = createRoute({
  ...shared,
  method: 'put',
  operationId: 'setClientRef',
  summary: 'Names an operation by a reference of your own, also before it is known here',
  description:
    'References are private to the API key that sets them. What the reference named before is replaced; to set it again changes nothing.',
  request: {
    params,
    body: {
      required: true,
      content: { 'application/json': { schema: clientRefRequestSchema } },
    },
  },
  responses: {
    200: answer('The reference as it is now.'),
    400: problemResponse('Neither or both of `tx` and `id` are given, or one is malformed.'),
    404: problemResponse('There is no such chain.'),
    409: problemResponse('The key has as many references as it may have.'),
  },
});

const getRoute = createRoute({
  ...shared,
  method: 'get',
  operationId: 'getClientRef',
  summary: 'A reference of this API key, and the operations that it leads to',
  request: { params },
  responses: {
    200: answer('The reference.'),
    404: problemResponse('This key has not set it.'),
  },
});

const deleteRoute = createRoute({
  ...shared,
  method: 'delete',
  operationId: 'deleteClientRef',
  summary: 'Forgets a reference of this API key',
  request: { params },
  responses: { 204: { description: 'It is not set any more, or never was.' } },
});

/** `/v1/client-refs` */
export function clientRefRoutes(app: OpenAPIHono, deps: ApiDeps): void {
  const { db, writable = db } = deps;
  app.use('/v1/client-refs/*', requireScope('read'));

  app.openapi(putRoute, async (context) => {
    const own = ownRef(context, context.req.valid('param').clientRef);
    const { tx, chain, id } = context.req.valid('json');
    if ((tx === undefined) === (id === undefined) || (chain !== undefined && tx === undefined)) {
      throw new MidflightError({
        code: 'bad_request',
        message: 'A reference names either a tx, with its chain if you like, or an id.',
        recovery:
          'Send {"tx": "0x…"}, {"tx": "0x…", "chain": "base"} or {"id": "cctp:v1:7:104742"}.',
      });
    }
    const subject: RefSubject = {
      transaction: tx === undefined ? null : lowerHex(tx),
      chain: chainOf(deps, await surroundingsNow(deps), chain),
      link: id === undefined ? null : lowerHex(id),
    };
    if (!(await setClientRef(writable, own, subject))) throw tooMany();
    return context.json(await found(writable, own), 200);
  });

  app.openapi(getRoute, async (context) => {
    const own = ownRef(context, context.req.valid('param').clientRef);
    return context.json(await found(db, own), 200);
  });

  app.openapi(deleteRoute, async (context) => {
    await dropClientRef(writable, ownRef(context, context.req.valid('param').clientRef));
    return context.body(null, 204);
  });
}

interface OwnRef {
  keyId: string;
  ref: string;
}

function ownRef(context: Context, ref: string): OwnRef {
  const key = context.get('apiKey');
  assert(key, 'these routes ask for a key');
  return { keyId: key.id, ref };
}

/** @throws MidflightError `no_such_ref` */
async function found(db: Queryable, own: OwnRef): Promise<ClientRefAnswer> {
  const row = await findClientRef(db, own);
  if (!row) {
    throw new MidflightError({
      code: 'no_such_ref',
      message: `This key has set no reference ${own.ref}.`,
      recovery: `Set it by PUT /v1/client-refs/${own.ref}, or ask with the key that did.`,
    });
  }
  const { ref, transaction, chain, link, setAt, operations } = row;
  return {
    clientRef: ref,
    tx: transaction,
    chain,
    id: link,
    setAt: setAt.toISOString(),
    operations,
  };
}

function tooMany(): MidflightError {
  return new MidflightError({
    code: 'too_many_refs',
    message: `This key has ${REFS_MAX} references, which is as many as it may have.`,
    recovery: 'Delete those of operations that are over, or set the next ones with another key.',
  });
}
