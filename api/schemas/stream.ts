import { z } from '@hono/zod-openapi';
import { qualities } from '../../db/read-transitions.ts';
import { transitionSchema } from './history.ts';
import { assetSchema } from './operation.ts';
import { chainIdSchema, orNull, stageSchema } from './values.ts';

export const qualitySchema = z
  .enum(qualities, { error: `must be one of ${qualities.join(', ')}` })
  .openapi({
    description: [
      'How safe what is told must be.',
      '- `included`: every transition, also what a reorg may take back; that is then a transition of its own.',
      '- `confirmed`: every change of a status, and every leg that becomes firm or is so no more. What rests on blocks that are not safe yet is left out: first sights, stages, legs that are only included. What was told and is taken back by a reorg below safe is told.',
    ].join('\n'),
  });

const position = z.string().regex(/^\d+$/).openapi({
  description: 'A place in the log of transitions.',
  example: '20731',
});

const placeSchema = z.object({ chain: chainIdSchema.nullable(), name: z.string() });

const briefSchema = z
  .object({
    id: z.string().openapi({
      description: 'Its present id, which differs from `operationId` once another one won.',
    }),
    formerIds: z.array(z.string()).openapi({
      description:
        'Ids under which it was told before another one won: these are no operations any more.',
    }),
    protocol: z.string(),
    kind: z.string(),
    origin: orNull(placeSchema),
    destination: orNull(placeSchema),
    sender: z.string().nullable(),
    recipient: z.string().nullable(),
    sent: orNull(assetSchema),
  })
  .openapi('OperationBrief');

export const streamTransitionSchema = transitionSchema
  .omit({ asOf: true, rulesVersion: true })
  .extend({
    operationId: z.string().openapi({
      description: 'The id of the operation when it was recorded.',
      example: 'cctp:v1:7:104742',
    }),
    stageFrom: orNull(stageSchema).openapi({
      description: 'Null in the quality `confirmed`, as `stageTo`: stages tell what is not firm.',
    }),
    stageTo: orNull(stageSchema),
    operation: orNull(briefSchema).openapi({
      description:
        'What it is about, as it is known when this is sent; null if it is no operation any more.',
    }),
  })
  .openapi('StreamTransition', {
    description:
      'One transition. `version` counts up for each operation; in a stream that leaves some out it has gaps.',
  });
export type StreamTransition = z.infer<typeof streamTransitionSchema>;

const streamPositionSchema = z
  .object({ seq: position, quality: z.enum(qualities) })
  .openapi('StreamPosition');

const streamGoodbyeSchema = z
  .object({ reason: z.literal('shutting_down') })
  .openapi('StreamGoodbye');

/** Why a stream ends that cannot go on. */
export const streamErrorSchema = z
  .object({
    code: z.enum(['too_slow', 'interrupted', 'key_invalid']),
    detail: z.string(),
    recovery: z.string().openapi({ description: 'What to do about it.' }),
  })
  .openapi('StreamError');

/** An event of the stream, its `data` parsed. */
export const streamEventSchema = z
  .discriminatedUnion('event', [
    z.object({ event: z.literal('position'), id: position, data: streamPositionSchema }),
    z.object({ event: z.literal('transition'), id: position, data: streamTransitionSchema }),
    z.object({ event: z.literal('goodbye'), data: streamGoodbyeSchema }),
    z.object({ event: z.literal('error'), data: streamErrorSchema }),
  ])
  .openapi('StreamEvent', {
    description: [
      'One event, with its `data`, which is JSON.',
      '- `position`: the first one. It tells after which transition the stream begins.',
      '- `transition`: one transition.',
      '- `goodbye`: the server ends. Connect again.',
      '- `error`: the stream ends, and `recovery` says what to do.',
      'The last two have no `id`: whoever goes on does so from the last `id` that it has seen.',
    ].join('\n'),
  });
export type StreamEvent = z.infer<typeof streamEventSchema>;
