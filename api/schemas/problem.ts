import { z } from '@hono/zod-openapi';

export const problemSchema = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.number().int(),
    code: z.string().openapi({
      description: 'What it is, for programs: stable, in snake_case.',
      example: 'no_such_operation',
    }),
    detail: z.string(),
    recovery: z.string().openapi({ description: 'What to do about it.' }),
    instance: z.string().openapi({ description: 'The path that was asked for.' }),
    requestId: z.string().optional().openapi({
      description: 'As in the header `X-Request-Id`; the log of the server has it too.',
    }),
  })
  .openapi('Problem');
