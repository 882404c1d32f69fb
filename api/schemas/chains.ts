import { z } from '@hono/zod-openapi';
import { chainIdSchema, hash, height, time } from './values.ts';

export const chainListSchema = z
  .object({
    chains: z.array(
      z
        .object({
          chain: chainIdSchema,
          name: z.string(),
          state: z.enum(['starting', 'backfilling', 'live', 'left']).openapi({
            description:
              '`left`: no indexer follows it any more, though one runs. What was read of it stays, and grows old.',
          }),
          head: z.object({ number: height, hash, time }).nullable(),
          safe: z.object({ number: height }).nullable(),
          finalized: z.object({ number: height }).nullable(),
          finality: z.object({ safe: z.string(), finalized: z.string() }),
          lagSeconds: z
            .number()
            .int()
            .nullable()
            .openapi({ description: 'Age of the newest block that is stored.' }),
          seenAt: time.nullable().openapi({ description: 'When the chain last answered.' }),
          startBlock: height.nullable(),
          missingBlocks: height.openapi({
            description: 'Blocks below the head that are not read yet.',
          }),
          unverifiedBlocks: height.openapi({
            description:
              'Final blocks that were read once only. Nothing in them counts as finalized before a second look.',
          }),
          incidents: z
            .array(
              z.object({
                kind: z.enum(['finality_violation']),
                finalized: height.openapi({ description: 'What the chain had called final.' }),
                ancestor: height.openapi({
                  description: 'The last block it kept: nothing above counts as finalized.',
                }),
                openedAt: time,
              }),
            )
            .openapi({ description: 'What a person must look at; open until one closes it.' }),
          protocols: z.array(z.string()),
          endpoints: z
            .array(
              z.object({
                name: z.string().openapi({
                  description: 'Protocol and host alone: the rest of a URL may be a key.',
                  example: 'https://rpc.example',
                }),
                isHealthy: z.boolean(),
                lastError: z.string().nullable(),
                calls: z.number().int().openapi({ description: 'Since the indexer was started.' }),
                failures: z.number().int(),
                latencyMs: z.number().int().nullable(),
              }),
            )
            .openapi({ description: 'How the RPC endpoints do, as the indexer saw them last.' }),
          reorgs: z.object({ count: z.number().int(), deepest: z.number().int() }),
          explorer: z.url().nullable(),
        })
        .openapi('Chain'),
    ),
  })
  .openapi('ChainList');
