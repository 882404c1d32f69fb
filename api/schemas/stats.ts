import { z } from '@hono/zod-openapi';
import { statusSchema, time } from './values.ts';

export const statsSchema = z
  .object({
    operations: z.object({
      total: z.number().int(),
      final: z.number().int(),
      byStatus: z.record(statusSchema, z.number().int()),
    }),
    backlog: z
      .object({ dirty: z.number().int(), oldestSeconds: z.number() })
      .openapi({ description: 'Links whose operations wait to be folded.' }),
    quarantined: z
      .number()
      .int()
      .openapi({ description: 'Links whose operations cannot be folded: see /v1/quarantine.' }),
    countedAt: time.openapi({ description: 'When it was counted; it is kept for some seconds.' }),
  })
  .openapi('Stats');
