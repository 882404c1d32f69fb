import { z } from '@hono/zod-openapi';
import { chainIdSchema, height } from './values.ts';

const coverageSchema = z
  .object({
    chain: chainIdSchema,
    name: z.string(),
    from: height.openapi({ description: 'The first block that is read.' }),
    through: height.nullable().openapi({
      description:
        'From the first block up to here everything was read; null while the first lacks.',
    }),
    missingBlocks: height.openapi({ description: 'Blocks up to the head that are not read yet.' }),
    lagSeconds: z.number().int().nullable().openapi({
      description: 'Age of the newest block that is stored; null before the first.',
    }),
  })
  .openapi('ProblemCoverage');
export type ProblemCoverage = z.infer<typeof coverageSchema>;

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
    retryAfterSeconds: z.number().int().optional().openapi({
      description:
        'When another try is worth it, as in the header `Retry-After`: where it may come.',
    }),
    coverage: z.array(coverageSchema).max(50).optional().openapi({
      description: 'What is read of the chains that could have it: where something was not found.',
    }),
  })
  .openapi('Problem');
