import { z } from '@hono/zod-openapi';
import { operationSchema } from './operation.ts';
import { ID_LENGTH_MAX } from './operation-filter.ts';
import { problemSchema } from './problem.ts';
import { chainIdSchema, chainParameter, legTransaction, orNull, plainText } from './values.ts';

const matchedSchema = z
  .object({
    step: z.string(),
    chain: chainIdSchema,
    transaction: legTransaction,
    canonical: z.boolean().openapi({ description: 'False if this leg was reorged away.' }),
  })
  .openapi('MatchedLeg');

export const lookupSchema = z
  .object({
    matches: z.array(
      z.object({
        matched: matchedSchema,
        operation: operationSchema,
      }),
    ),
  })
  .openapi('Lookup');

/** What one body may ask for. */
export const ASKED_MAX = 100;

export const batchLookupRequestSchema = z
  .strictObject({
    ids: z
      .array(
        plainText
          .min(1, { error: 'must have no empty entries' })
          .max(ID_LENGTH_MAX, { error: `takes entries of up to ${ID_LENGTH_MAX} characters` }),
      )
      .min(1, { error: `must name from 1 to ${ASKED_MAX} ids or hashes` })
      .max(ASKED_MAX, { error: `must name from 1 to ${ASKED_MAX} ids or hashes` })
      .openapi({
        description: 'Ids of operations, former ids, links, or transactions of any leg.',
        example: [
          'cctp:v1:7:104742',
          '0x90128b2988d709e7719dc157aaf08ea76792934cac4e47fa01e93c80d21d30fd',
        ],
      }),
    chain: chainParameter.optional().openapi({
      description: 'Only legs on this chain: a CAIP-2 id or a short name.',
      example: 'base',
    }),
  })
  .openapi('BatchLookupRequest');

export const batchLookupSchema = z
  .object({
    results: z
      .array(
        z
          .object({
            id: z.string().openapi({ description: 'As it was asked for.' }),
            matches: z
              .array(
                z.object({
                  matched: orNull(matchedSchema).openapi({
                    description: 'The leg that matched; null where a former id alone did.',
                  }),
                  operation: operationSchema,
                }),
              )
              .max(10)
              .openapi({
                description:
                  'The operations, ten at most: GET /v1/lookup gives all of one transaction.',
              }),
            notFound: orNull(problemSchema.omit({ instance: true, requestId: true })).openapi({
              description: 'Why there is none; null where there is.',
            }),
          })
          .openapi('BatchLookupResult'),
      )
      .openapi({ description: 'One for each id, in their order.' }),
  })
  .openapi('BatchLookup');
