import { z } from '@hono/zod-openapi';
import { API_KEY_NAME_LENGTH_MAX } from '../../db/api-keys.ts';
import { apiScopes } from '../../db/types.ts';
import { plainText, time } from './values.ts';

const scopeSchema = z.enum(apiScopes, { error: 'takes read and admin' }).openapi('ApiScope', {
  description: 'What a key may: `read`, or `admin`, which may read as well.',
});

const nameError = `must have 1 to ${API_KEY_NAME_LENGTH_MAX} characters, not only spaces`;

export const newKeySchema = z
  .strictObject({
    name: plainText
      .min(1, { error: nameError })
      .max(API_KEY_NAME_LENGTH_MAX, { error: nameError })
      .refine((name) => name.trim() !== '', { error: nameError })
      .openapi({ description: 'For whom or for what it is.', example: 'wallet' }),
    scopes: z
      .array(scopeSchema)
      .min(1, { error: 'must name read, admin or both' })
      .max(apiScopes.length, { error: 'must name read, admin or both' })
      .default(['read'])
      .openapi({ description: 'What it may.', example: ['read'] }),
    expiresAt: z.iso
      .datetime({ offset: true, error: 'must be a time such as 2027-01-01T00:00:00Z' })
      .nullable()
      .default(null)
      .openapi({
        description: 'From when on it opens nothing any more; null for never.',
        example: '2027-01-01T00:00:00Z',
      }),
  })
  .openapi('NewApiKey');

export const keyId = plainText
  .min(1)
  .max(40, { error: 'must have at most 40 characters' })
  .openapi({
    description: 'The id of a key, which is no secret.',
    example: 'key_620615a4c673',
  });

export const keySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    prefix: z.string().openapi({
      description: 'The beginning of its secret, to know it by.',
      example: 'mk_ThYDV0',
    }),
    scopes: z.array(scopeSchema),
    state: z.enum(['active', 'expired', 'revoked']),
    createdAt: time,
    expiresAt: time.nullable(),
    revokedAt: time.nullable(),
    lastUsedAt: time.nullable().openapi({ description: 'Right to some minutes.' }),
  })
  .openapi('ApiKey');

export const keyWithSecretSchema = keySchema
  .extend({
    secret: z.string().openapi({
      description: 'What requests carry as `Authorization: Bearer …`. It is in this answer alone.',
      example: 'mk_…',
    }),
  })
  .openapi('NewApiKeyWithSecret');

export const keyListSchema = z.object({ keys: z.array(keySchema) }).openapi('ApiKeys');
