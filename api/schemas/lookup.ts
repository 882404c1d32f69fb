import { z } from '@hono/zod-openapi';
import { lowerHex } from '../../core/lower-hex.ts';
import { TOLD_MAX } from '../../db/find-many.ts';
import { operationSchema } from './operation.ts';
import { idSchema } from './operation-filter.ts';
import { problemSchema } from './problem.ts';
import { chainIdSchema, chainParameter, legTransaction, orNull } from './values.ts';

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

/** What an entry asks for. */
export const askedText = (entry: string): string => lowerHex(entry.trim());

export const batchLookupRequestSchema = z
  .strictObject({
    ids: z
      .array(idSchema)
      .min(1, { error: `must name from 1 to ${ASKED_MAX} ids or hashes` })
      .max(ASKED_MAX, { error: `must name from 1 to ${ASKED_MAX} ids or hashes` })
      .superRefine((ids, context) => {
        const texts = ids.map(askedText);
        const at = texts.findIndex((text, index) => texts.indexOf(text) !== index);
        if (at < 0) return;
        const first = texts.indexOf(texts[at] ?? '') + 1;
        context.addIssue({ code: 'custom', path: [at], message: `is the same as entry ${first}` });
      })
      .openapi({
        uniqueItems: true,
        description:
          'Ids of operations, former ids, links, or transactions of any leg, each once: the case of hexadecimal digits and spaces around make no difference.',
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
              .max(TOLD_MAX.each)
              .openapi({
                description: `The operations, ${TOLD_MAX.each} at most, and the first of each id before a second of any: one answer holds ${TOLD_MAX.all}.`,
              }),
            hasMore: z.boolean().openapi({
              description:
                'Whether there are more than are told here: ask GET /v1/lookup for this one alone.',
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
