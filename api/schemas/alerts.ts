import { streamErrorSchema } from './stream.ts';
import { z } from '@hono/zod-openapi';
import {
  alertEvents,
  alertRules,
  alertStates,
  noticeKinds,
  ruleMeanings,
  severities,
} from '../../core/alerts/alert.ts';
import { noticeStates } from '../../db/types.ts';
import { chainIdSchema, orNull, plainText, time } from './values.ts';

const NOTE_LENGTH_MAX = 500;
const OPERATION_LENGTH_MAX = 500;
const ID_LENGTH_MAX = 100;

/** The states that are shown: what is pending is no alert yet. */
export const shownStates = alertStates.filter((state) => state !== 'pending');

export const alertRuleSchema = z.enum(alertRules).openapi('AlertRule', {
  description: [
    'What raises alerts.',
    ...alertRules.map((rule) => `- \`${rule}\`: ${ruleMeanings[rule]}`),
  ].join('\n'),
});

const alertStateSchema = z.enum(shownStates).openapi('AlertState', {
  description:
    '`closed`: a person says that it is over, and what it is about still holds. `resolved`: it does not hold any more.',
});

const place = orNull(z.object({ chain: chainIdSchema.nullable(), name: z.string() }));

export const alertSchema = z
  .object({
    id: z.string().openapi({ example: 'al_9f86d081884c7d65' }),
    rule: alertRuleSchema,
    subject: z.string().openapi({
      description:
        'What it is about. One rule and one subject are one alert, for as long as it lasts.',
    }),
    state: alertStateSchema,
    severity: z.enum(severities),
    silenced: z.boolean().openapi({ description: 'A silence keeps channels from being told.' }),
    protocol: z.string().nullable(),
    origin: place,
    destination: place,
    chain: place.openapi({ description: 'The chain that it is about, or whose step is awaited.' }),
    operation: z.string().nullable(),
    title: z.string(),
    happened: z.string().openapi({ description: 'What happened.' }),
    pending: z.string().nullable().openapi({ description: 'What is pending.' }),
    value: z.string().nullable().openapi({ description: 'Where the value is.' }),
    action: z.string().openapi({ description: 'What to do.' }),
    group: z.string().nullable().openapi({
      description: 'The alert of its lane that it has become a part of.',
    }),
    openedAt: time,
    acknowledgedAt: time.nullable(),
    escalatedAt: time.nullable(),
    resolvedAt: time.nullable().openapi({ description: 'When it was resolved or closed.' }),
    updatedAt: time,
    version: z.int(),
  })
  .openapi('Alert', {
    description:
      'Names and ids in its sentences may come from a chain: escape them where you show them.',
  });
export type AlertAnswer = z.infer<typeof alertSchema>;

const seq = z
  .string()
  .regex(/^\d+$/)
  .openapi({ description: 'Its number in the log of alerts, as text.', example: '12' });

export const alertEventSchema = z
  .object({
    seq,
    type: z.enum(alertEvents),
    at: time,
    by: z.string().nullable().openapi({ description: 'Whose key did it; null where a rule did.' }),
    note: z.string().nullable(),
  })
  .openapi('AlertEvent');

const noticeSchema = z
  .object({
    channel: z.string(),
    kind: z.enum(noticeKinds),
    state: z.enum(noticeStates).openapi({
      description:
        '`repeating`: it was sent, and is sent again while the alert lasts. `dead`: it was given up.',
    }),
    tries: z.int(),
    status: z.int().nullable().openapi({ description: 'What the service answered last.' }),
    createdAt: time,
    settledAt: time.nullable(),
  })
  .openapi('AlertNotice');

export const alertDetailSchema = alertSchema
  .extend({
    history: z
      .array(alertEventSchema)
      .openapi({ description: 'The newest 200, the oldest first.' }),
    notices: z.array(noticeSchema).openapi({
      description: 'What channels were told, the newest 200, the oldest first.',
    }),
  })
  .openapi('AlertDetail');

const nextCursor = z
  .string()
  .nullable()
  .openapi({ description: 'Hand it in as `cursor`; null on the last page.' });

export const alertListSchema = z
  .object({ alerts: z.array(alertSchema), nextCursor })
  .openapi('AlertList');

export const alertId = z
  .string()
  .max(ID_LENGTH_MAX, { error: `must have at most ${ID_LENGTH_MAX} characters` })
  .openapi({ description: 'The id of an alert.', example: 'al_9f86d081884c7d65' });

export const operationParameter = plainText
  .min(1, { error: 'must not be empty' })
  .max(OPERATION_LENGTH_MAX, { error: `must have at most ${OPERATION_LENGTH_MAX} characters` })
  .openapi({ description: 'The id of an operation.', example: 'cctp:v1:7:104742' });

const note = plainText
  .max(NOTE_LENGTH_MAX)
  .openapi({ description: 'For whoever reads its history.', example: 'The relayer restarts.' });

export const alertActionSchema = z.strictObject({ note: note.optional() }).openapi('AlertAction');

const silenceFields = {
  rule: orNull(alertRuleSchema),
  protocol: z.string().nullable(),
  operation: z.string().nullable(),
  until: time,
  comment: z.string(),
};

export const newSilenceSchema = z
  .strictObject({
    rule: alertRuleSchema.optional(),
    protocol: plainText.min(1).max(100).optional().openapi({ example: 'cctp' }),
    origin: plainText.min(1).max(100).optional().openapi({
      description: "A chain's short name or CAIP-2 id.",
      example: 'polygon',
    }),
    destination: plainText.min(1).max(100).optional().openapi({
      description: "A chain's short name or CAIP-2 id.",
      example: 'arbitrum',
    }),
    operation: operationParameter.optional(),
    until: z.iso
      .datetime({ offset: true, error: 'must be a time such as 2027-01-01T00:00:00Z' })
      .openapi({ example: '2027-01-01T00:00:00Z' }),
    comment: plainText
      .min(1, { error: 'must not be empty' })
      .max(NOTE_LENGTH_MAX)
      .openapi({ description: 'Why.', example: 'Planned upgrade.' }),
  })
  .refine(
    ({ rule, protocol, origin, destination, operation }) =>
      [rule, protocol, origin, destination, operation].some((field) => field !== undefined),
    { error: 'must name a rule, a protocol, a chain or an operation' },
  )
  .openapi('NewSilence');

export const silenceSchema = z
  .object({
    id: z.string().openapi({ example: 'si_9f86d081884c7d65' }),
    ...silenceFields,
    origin: place,
    destination: place,
    createdBy: z.string(),
    createdAt: time,
  })
  .openapi('Silence', { description: 'What is null matches everything.' });

export const silenceListSchema = z
  .object({ silences: z.array(silenceSchema), nextCursor })
  .openapi('SilenceList');

export const silenceId = z
  .string()
  .max(ID_LENGTH_MAX, { error: `must have at most ${ID_LENGTH_MAX} characters` })
  .openapi({ description: 'The id of a silence.', example: 'si_9f86d081884c7d65' });

/** An event of the stream of alerts, its `data` parsed. */
export const alertStreamEventSchema = z
  .discriminatedUnion('event', [
    z.object({ event: z.literal('position'), id: seq, data: z.object({ seq }) }),
    z.object({
      event: z.literal('alert'),
      id: seq,
      data: alertEventSchema.extend({ alert: alertSchema }),
    }),
    z.object({
      event: z.literal('goodbye'),
      data: z.object({ reason: z.literal('shutting_down') }),
    }),
    z.object({ event: z.literal('error'), data: streamErrorSchema }),
  ])
  .openapi('AlertStreamEvent', {
    description: [
      'One event, with its `data`, which is JSON.',
      '- `position`: the first one. It tells after which event the stream begins.',
      '- `alert`: something happened to an alert, which is told as it is when this is sent.',
      '- `goodbye`: the server ends. Connect again with the last id.',
      '- `error`: the stream ends, and `recovery` says what to do.',
    ].join('\n'),
  });
export type AlertStreamEvent = z.infer<typeof alertStreamEventSchema>;
