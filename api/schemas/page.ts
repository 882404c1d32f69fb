import { z } from '@hono/zod-openapi';
import { CURSOR_LENGTH_MAX } from '../cursor.ts';

/** How many a page may have. */
export function limitSchema({ max, byDefault }: { max: number; byDefault: number }) {
  const error = { error: `must be a whole number from 1 to ${max}` };
  return z.coerce
    .number(error)
    .int(error)
    .min(1, error)
    .max(max, error)
    .default(byDefault)
    .openapi({ description: 'How many at most.', example: byDefault });
}

/** Where a page begins. */
export const cursorSchema = z
  .string()
  .max(CURSOR_LENGTH_MAX, { error: 'is longer than any that was made here' })
  .openapi({
    description:
      'The `nextCursor` of the page before, with the same filters and sort; without it, the first page.',
  });
