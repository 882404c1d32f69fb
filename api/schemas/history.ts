import { z } from '@hono/zod-openapi';
import {
  chainIdSchema,
  hash,
  height,
  inclusionSchema,
  legTransaction,
  orNull,
  stageSchema,
  statusSchema,
  time,
} from './values.ts';

export const causeTypeSchema = z.enum([
  'event',
  'head',
  'deadline',
  'reorg',
  'coverage',
  'rebuild',
  'operator',
]);
const causeSchema = z
  .object({
    type: causeTypeSchema,
    chain: chainIdSchema
      .optional()
      .openapi({ description: 'Absent where an operator is the cause.' }),
    chainName: z.string().optional(),
    reorg: z.string().optional(),
    depth: z.number().int().optional().openapi({ description: 'Blocks that the reorg took back.' }),
    ancestor: height.optional().openapi({ description: 'The last block that both forks have.' }),
  })
  .openapi('Cause');

const headsSchema = z.record(
  z.string(),
  z.object({ head: height, hash, time, safe: height.nullable(), finalized: height.nullable() }),
);

const knownSchema = z
  .object({
    version: z.number().int(),
    status: statusSchema,
    stage: stageSchema,
    final: z.boolean(),
    legs: z
      .array(
        z.object({
          step: z.string(),
          chain: chainIdSchema,
          chainName: z.string(),
          transaction: legTransaction,
          inclusion: inclusionSchema,
        }),
      )
      .openapi({ description: 'Every leg that was seen by then, and how firm it was.' }),
    heads: headsSchema.openapi({
      description: 'What its chains showed when it was said, by CAIP-2 id.',
    }),
    learnedAt: time.openapi({ description: 'Since when it was known here.' }),
    chainTime: time.openapi({ description: 'When it happened, by the clock of its chain.' }),
  })
  .openapi('Known');

/** One change of an operation. */
export const transitionSchema = z
  .object({
    seq: z.string(),
    version: z.number().int(),
    from: orNull(statusSchema),
    to: statusSchema,
    stageFrom: orNull(stageSchema),
    stageTo: stageSchema,
    final: z.boolean(),
    changes: z
      .array(
        z.object({
          step: z.string(),
          from: orNull(inclusionSchema),
          to: orNull(inclusionSchema),
        }),
      )
      .openapi({ description: 'The legs that changed, with how firm they were and are.' }),
    cause: causeSchema,
    asOf: headsSchema,
    rulesVersion: z.number().int(),
    chainTime: time,
    observedAt: time,
  })
  .openapi('Transition');

export const historySchema = z
  .object({
    operation: z.string(),
    asOf: z
      .object({
        time,
        known: orNull(knownSchema).openapi({
          description: 'What was known then; null if nothing was.',
        }),
      })
      .optional()
      .openapi({ description: 'Only where a time was asked for.' }),
    transitions: z.array(transitionSchema),
  })
  .openapi('History');
export type HistoryAnswer = z.infer<typeof historySchema>;
