import { z } from '@hono/zod-openapi';
import { operationSchema } from './operation.ts';
import { chainIdSchema, legTransaction } from './values.ts';

export const lookupSchema = z
  .object({
    matches: z.array(
      z.object({
        matched: z.object({
          step: z.string(),
          chain: chainIdSchema,
          transaction: legTransaction,
          canonical: z.boolean().openapi({ description: 'False if this leg was reorged away.' }),
        }),
        operation: operationSchema,
      }),
    ),
  })
  .openapi('Lookup');
