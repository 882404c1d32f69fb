import { z } from '@hono/zod-openapi';

export const usualSchema = z
  .object({
    seconds: z.number().openapi({ example: 1_200 }),
    lateAfter: z
      .number()
      .openapi({ description: 'Seconds after which it is worth a look.', example: 2_700 }),
  })
  .openapi('Usual', {
    description:
      "How long a step usually takes after the one before, by the protocol's own figures. What takes longer is late, not over.",
  });
