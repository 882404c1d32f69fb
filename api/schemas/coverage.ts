import { z } from '@hono/zod-openapi';
import { chainIdSchema, height, time } from './values.ts';

/** Bounds of one answer. */
export const READINGS_MAX = 500;
export const HOLES_MAX = 20;
export const CONTRACTS_MAX = 20;

const readingSchema = z
  .object({
    protocol: z.string(),
    chain: chainIdSchema,
    name: z.string().openapi({ description: "The chain's short name." }),
    contracts: z
      .array(z.string())
      .max(CONTRACTS_MAX)
      .openapi({
        description: `The first ${CONTRACTS_MAX} of the contracts or programs of which just these blocks are read.`,
      }),
    contractCount: z.number().int(),
    from: height.openapi({ description: 'The first block that is read.' }),
    fromTime: time.nullable().openapi({ description: 'Its time; null until it was read.' }),
    through: height.nullable().openapi({
      description:
        'From the first block up to here everything was read; null while the first lacks.',
    }),
    throughTime: time.nullable().openapi({
      description: 'A time up to which everything was read; null where none is known.',
    }),
    holes: z
      .array(
        z.object({
          from: height.openapi({ description: 'The first block that lacks.' }),
          to: height.openapi({ description: 'The last block that lacks.' }),
        }),
      )
      .max(HOLES_MAX)
      .openapi({ description: `The lowest ${HOLES_MAX} stretches up to the head that lack.` }),
    holeCount: z.number().int().openapi({ description: 'How many there are in all.' }),
    missingBlocks: height.openapi({ description: 'How many blocks lack in all.' }),
  })
  .openapi('CoverageReading');

export const coverageListSchema = z
  .object({
    readings: z
      .array(readingSchema)
      .max(READINGS_MAX)
      .openapi({
        description: `By protocol and chain, ${READINGS_MAX} at most.`,
      }),
    count: z.number().int().openapi({
      description:
        'How many there are in all: where it is more, narrow it down by chain or protocol.',
    }),
  })
  .openapi('Coverage');
