import { z } from '@hono/zod-openapi';
import { deliveryStates, failureReasons } from '../../db/types.ts';
import { URL_LENGTH_MAX } from '../../webhooks/check-url.ts';
import { instant, operationFilterFields } from './operation-filter.ts';
import { qualitySchema } from './stream.ts';
import { orNull, plainText, time } from './values.ts';

const DESCRIPTION_LENGTH_MAX = 200;
const ID_LENGTH_MAX = 100;
/** For how long two secrets may sign: a week. */
const OVERLAP_SECONDS_MAX = 604_800;
const OVERLAP_SECONDS = 86_400;

const seq = z
  .string()
  .regex(/^\d{1,18}$/, { error: 'must be a number in digits, as text' })
  .openapi({ description: 'A number of the log of transitions, as text.', example: '1042' });

const {
  updatedAfter: _after,
  updatedBefore: _before,
  health: _health,
  ...filterFields
} = operationFilterFields;

const filterSchema = z.strictObject(filterFields).openapi('WebhookFilter', {
  description:
    'The filters of GET /v1/operations, but for `updatedAfter`, `updatedBefore` and `health`, which changes without a transition. A transition is told if its operation has the status, stage and finality after it, or had them before it: who is told that it is complete is told if a reorg takes that back.',
});

const url = z.string().max(URL_LENGTH_MAX).openapi({
  description:
    'Where deliveries are sent, by POST. https, without credentials, at a public address.',
  example: 'https://example.com/midflight',
});
const description = plainText
  .max(DESCRIPTION_LENGTH_MAX)
  .openapi({ description: 'For whoever reads the list.', example: 'Order desk' });
export const newWebhookSchema = z
  .strictObject({
    url,
    description: description.default(''),
    filter: filterSchema.default({}),
    quality: qualitySchema.default('included'),
  })
  .openapi('NewWebhook');

export const webhookChangeSchema = z
  .strictObject({
    url: url.optional(),
    description: description.optional(),
    filter: filterSchema.optional(),
    quality: qualitySchema.optional(),
    enabled: z.boolean().optional().openapi({
      description: 'Turned on again, it goes on where it stopped; nothing is left out.',
      example: true,
    }),
    rotateSecret: z
      .strictObject({
        overlapSeconds: z.int().min(0).max(OVERLAP_SECONDS_MAX).default(OVERLAP_SECONDS).openapi({
          description: 'For how long the former secret signs as well.',
          example: 3_600,
        }),
      })
      .optional()
      .openapi({ description: 'Makes a new secret, which is in this answer alone.' }),
  })
  .openapi('WebhookChange');

export const webhookSchema = z
  .object({
    id: z.string().openapi({ example: 'wh_9f86d081884c7d65' }),
    url: z.string(),
    description: z.string(),
    filter: z.record(z.string(), z.string()).openapi({ description: 'As it was handed in.' }),
    quality: qualitySchema,
    enabled: z.boolean(),
    disabled: z
      .object({ reason: z.enum(['by_request', 'gone', 'failing']), since: time })
      .nullable()
      .openapi({
        description:
          'Why nothing is sent: somebody turned it off, its receiver answered 410, or every try has failed for days.',
      }),
    failing: z
      .object({ since: time, failures: z.int() })
      .nullable()
      .openapi({ description: 'Tries in a row that failed; null since one was delivered.' }),
    pausedUntil: time
      .nullable()
      .openapi({ description: 'Its receiver is away: until then nothing is sent.' }),
    formerSecretUntil: time
      .nullable()
      .openapi({ description: 'Until when the former secret signs as well.' }),
    position: seq.openapi({ description: 'Transitions up to this one have their deliveries.' }),
    replay: z
      .object({ after: seq, through: seq })
      .nullable()
      .openapi({ description: 'The part of the log that is still to be told once more.' }),
    pending: z.int().openapi({ description: 'Deliveries that are open.' }),
    dead: z.int().openapi({ description: 'Deliveries that were given up.' }),
    createdAt: time,
    updatedAt: time,
  })
  .openapi('Webhook');
export type WebhookAnswer = z.infer<typeof webhookSchema>;

export const webhookWithSecretSchema = webhookSchema
  .extend({
    secret: z.string().optional().openapi({
      description: 'Signs deliveries. It is shown this once; only where it was just made.',
      example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=',
    }),
  })
  .openapi('WebhookWithSecret');

export const webhookListSchema = z
  .object({ webhooks: z.array(webhookSchema) })
  .openapi('WebhookList');

export const deliverySchema = z
  .object({
    id: z.string().openapi({
      description: 'The header `webhook-id` of every try, replays included.',
      example: 'wh_9f86d081884c7d65_1042',
    }),
    type: z.enum(['operation.transition', 'ping']),
    seq: seq.nullable(),
    operation: z.string().nullable(),
    version: z.int().nullable(),
    state: z.enum(deliveryStates),
    tries: z.int(),
    nextTryAt: time.nullable().openapi({
      description: 'Null if it is over, or if an earlier version of its operation goes first.',
    }),
    lastTriedAt: time.nullable(),
    status: z.int().nullable().openapi({ description: 'HTTP status of the last answer.' }),
    reason: orNull(z.enum(failureReasons)).openapi({
      description:
        'Why the last try failed, no finer than this; the log of the jobs tells more. `no_answer`: no name, no connection, no certificate that holds, or too slow. `address_refused`: its name leads where nothing is sent. `refused_by_receiver`: see `status`. `secret_unreadable`: WEBHOOK_SECRETS_KEY is not what it was.',
    }),
    createdAt: time,
    settledAt: time.nullable().openapi({ description: 'When it was delivered, or given up.' }),
  })
  .openapi('Delivery');
export type DeliveryAnswer = z.infer<typeof deliverySchema>;

export const deliveryListSchema = z
  .object({
    deliveries: z.array(deliverySchema),
    nextCursor: z
      .string()
      .nullable()
      .openapi({ description: 'Hand it in as `cursor`; null on the last page.' }),
  })
  .openapi('DeliveryList');

export const replaySchema = z
  .union([
    z.strictObject({ state: z.literal('dead') }),
    z.strictObject({ fromSeq: seq, throughSeq: seq }),
    z.strictObject({ from: instant, until: instant }),
  ])
  .openapi('Replay', {
    description:
      'All that was given up; or a part of the log, by numbers or by time, as the filter is now. By time it may begin and end up to a minute early or late.',
    example: { state: 'dead' },
  });

export const replayedSchema = z
  .object({
    replayed: z.int().nullable().openapi({
      description: 'Deliveries that are open again; null where the log is read for them first.',
    }),
    left: z.int().nullable().openapi({ description: 'Deliveries that are still given up.' }),
    webhook: webhookSchema,
  })
  .openapi('Replayed');

export const webhookId = z
  .string()
  .max(ID_LENGTH_MAX)
  .openapi({ description: 'The id of a webhook.', example: 'wh_9f86d081884c7d65' });
export const deliveryId = z
  .string()
  .max(ID_LENGTH_MAX)
  .openapi({ description: 'The id of a delivery.', example: 'wh_9f86d081884c7d65_1042' });
