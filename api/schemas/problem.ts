import { z } from '@hono/zod-openapi';

export const problemSchema = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: z.string(),
    recovery: z.string().openapi({ description: 'What to do about it.' }),
  })
  .openapi('Problem');
