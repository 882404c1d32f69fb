import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { MidflightError } from '../../core/errors.ts';
import { createApiKey, listApiKeys, revokeApiKey, type StoredApiKey } from '../../db/api-keys.ts';
import type { ApiDeps } from '../deps.ts';
import type { KeyRing } from '../key-ring.ts';
import { problemResponse } from '../problem.ts';
import {
  keyId,
  keyListSchema,
  keySchema,
  keyWithSecretSchema,
  newKeySchema,
} from '../schemas/keys.ts';

const createKeyRoute = createRoute({
  method: 'post',
  operationId: 'createKey',
  tags: ['Operator'],
  path: '/v1/admin/keys',
  summary: 'Make a key; its secret is in this answer alone',
  request: {
    body: { required: true, content: { 'application/json': { schema: newKeySchema } } },
  },
  responses: {
    201: {
      description: 'The key, with its secret: only a hash of it is kept.',
      content: { 'application/json': { schema: keyWithSecretSchema } },
    },
    400: problemResponse('The body is malformed.'),
  },
});

const listKeysRoute = createRoute({
  method: 'get',
  operationId: 'listKeys',
  tags: ['Operator'],
  path: '/v1/admin/keys',
  summary: 'All keys, the newest first, revoked ones included',
  responses: {
    200: {
      description: 'The keys, without their secrets.',
      content: { 'application/json': { schema: keyListSchema } },
    },
  },
});

const revokeKeyRoute = createRoute({
  method: 'delete',
  operationId: 'revokeKey',
  tags: ['Operator'],
  path: '/v1/admin/keys/{id}',
  summary: 'Revoke a key for good',
  description:
    'It opens nothing any more: at once in the process that answers, within five seconds in others. To do so twice is harmless.',
  request: {
    params: z.object({ id: keyId }),
    query: z.strictObject({
      self: z
        .enum(['true', 'false'], { error: 'must be true or false' })
        .default('false')
        .openapi({ description: 'Whether it may be the key that this request carries.' }),
    }),
  },
  responses: {
    200: {
      description: 'The key as it is now.',
      content: { 'application/json': { schema: keySchema } },
    },
    404: problemResponse('There is no such key.'),
    409: problemResponse('It is the key of this request, and `self` does not say so.'),
  },
});

/** `/v1/admin/keys`: who may ask, and who may administer. */
export function keyRoutes(
  app: OpenAPIHono,
  { db, writable = db, now }: ApiDeps,
  ring: KeyRing,
): void {
  app.openapi(createKeyRoute, async (context) => {
    const { name, scopes, expiresAt } = context.req.valid('json');
    const expires = expiresAt === null ? null : new Date(expiresAt);
    if (expires && expires <= now()) throw alreadyOver(expires);
    const { key, secret } = await createApiKey(writable, {
      name,
      scopes: [...new Set(scopes)],
      expiresAt: expires,
    });
    context.header('cache-control', 'no-store');
    return context.json({ ...presentKey(key), secret }, 201);
  });

  app.openapi(listKeysRoute, async (context) => {
    // Not from a replica: whoever made a key looks for it next.
    const keys = await listApiKeys(writable);
    return context.json({ keys: keys.map(presentKey) }, 200);
  });

  app.openapi(revokeKeyRoute, async (context) => {
    const { id } = context.req.valid('param');
    const own = context.get('apiKey');
    if (own?.id === id && context.req.valid('query').self === 'false') {
      throw new MidflightError({
        code: 'own_key',
        message: `The key ${own.name} (${id}) is the one that this request carries.`,
        recovery: 'Revoke it with another admin key, or add ?self=true to do so all the same.',
      });
    }
    const key = await revokeApiKey(writable, id);
    if (!key) {
      throw new MidflightError({
        code: 'no_such_key',
        message: `There is no key ${id}.`,
        recovery: 'GET /v1/admin/keys lists them.',
      });
    }
    ring.clear();
    return context.json(presentKey(key), 200);
  });
}

function alreadyOver(expires: Date): MidflightError {
  return new MidflightError({
    code: 'bad_request',
    message: `The parameter expiresAt is ${expires.toISOString()} and must lie in the future.`,
    recovery: 'Name a later time, or leave it out for a key that does not expire.',
  });
}

/** A key without anything that could open something. */
function presentKey({
  id,
  name,
  prefix,
  scopes,
  state,
  createdAt,
  expiresAt,
  revokedAt,
  lastUsedAt,
}: StoredApiKey) {
  return {
    id,
    name,
    prefix,
    scopes,
    state,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    revokedAt: revokedAt?.toISOString() ?? null,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  };
}
