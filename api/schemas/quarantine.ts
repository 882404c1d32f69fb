import { z } from '@hono/zod-openapi';
import { causeTypeSchema } from './history.ts';
import { time } from './values.ts';

export const quarantineSchema = z
  .object({
    quarantined: z.array(
      z
        .object({
          key: z.string().openapi({ description: 'The link that leads to it.' }),
          protocol: z.string().nullable(),
          code: z.enum(['fold_failed', 'write_failed', 'component_too_large']),
          reason: z.string(),
          operations: z.array(z.string()).openapi({
            description: 'The first of the operations that stand still, as they were last folded.',
          }),
          failures: z.number().int().openapi({ description: 'Tries that failed so far.' }),
          cause: causeTypeSchema.openapi({ description: 'Why it was to be folded.' }),
          since: time,
        })
        .openapi('Quarantined'),
    ),
    nextCursor: z
      .string()
      .nullable()
      .openapi({ description: 'Hand it in as `cursor`; null on the last page.' }),
  })
  .openapi('Quarantine');
