import { z } from '@hono/zod-openapi';
import { movers, sides } from '../../core/rules.ts';
import { usualSchema } from './usual.ts';
import { chainIdSchema, height, orNull, roleSchema, stageSchema, time } from './values.ts';

const stepSchema = z
  .object({
    step: z.string(),
    role: roleSchema,
    side: z.enum(sides),
    required: z.enum(['always', 'promised', 'never']).openapi({
      description:
        'Whether completion needs it: `promised`, only where the operation promises it; `never`, it calls off, pays back, pays who delivered, or does what another step would have done.',
    }),
    alternatives: z
      .array(z.string())
      .openapi({ description: 'Steps each of which does as well: then this one is not needed.' }),
    stage: stageSchema,
    what: z.string().openapi({ description: 'What is awaited meanwhile.' }),
    mover: z.enum(movers),
    who: z.string().openapi({ description: 'Who can move it on.' }),
    action: z.string().openapi({ description: 'What they can do.' }),
    deadline: z
      .object({
        at: z.union([
          z.literal('told'),
          z.object({ after: z.string(), seconds: z.number().int() }),
        ]),
        becomes: z.enum(['expired', 'refunding', 'failed', 'cancelled']),
      })
      .nullable(),
    usual: orNull(usualSchema),
  })
  .openapi('ProtocolStep');

const coverageSchema = z
  .object({
    chain: chainIdSchema,
    name: z.string().openapi({ description: "The chain's name in the protocol's messages." }),
    network: z.string().openapi({ description: 'Messages of one network stay in it.' }),
    isIndexed: z.boolean().openapi({
      description:
        'Whether its events are read here; if not, the chain is not in the configuration.',
    }),
    from: height.nullable().openapi({ description: 'The first block that is read.' }),
    certain: z.object({ number: height, time }).nullable().openapi({
      description: 'Up to here everything was read, twice: what is not there did not happen.',
    }),
    unreadBlocks: height.nullable().openapi({
      description: 'Blocks from the first one to the head that are not read yet.',
    }),
  })
  .openapi('ProtocolChain');

export const protocolSchema = z
  .object({
    name: z.string(),
    version: z.number().int().openapi({ description: 'Of how its events are read.' }),
    rulesVersion: z
      .number()
      .int()
      .openapi({ description: 'Of what constitutes completion; each transition names it.' }),
    carriedBy: z
      .array(z.string())
      .openapi({ description: 'Protocols whose messages are part of its operations.' }),
    steps: z.array(stepSchema).openapi({ description: 'The usual way of an operation.' }),
    kinds: z.record(z.string(), z.array(stepSchema)).openapi({
      description:
        'Kinds of operations that go another way; those that go the usual way are not listed.',
    }),
    chains: z
      .array(coverageSchema)
      .openapi({ description: 'Where it is, and what of it is read here.' }),
  })
  .openapi('Protocol');
export type ProtocolAnswer = z.infer<typeof protocolSchema>;

export const protocolListSchema = z
  .object({
    protocols: z.array(
      protocolSchema
        .pick({ name: true, version: true, rulesVersion: true })
        .extend({
          kinds: z.array(z.string()).openapi({
            description:
              'Kinds of operations that go a way of their own. There are others, which go the usual way: answers name them.',
          }),
          networks: z.array(z.string()).openapi({
            description: 'Messages of one network stay in it.',
            example: ['mainnet'],
          }),
          indexed: z
            .array(chainIdSchema)
            .openapi({ description: 'The chains of which its events are read here.' }),
          chainCount: z
            .number()
            .int()
            .openapi({ description: 'Chains on which it is, as far as is known here.' }),
          unreadBlocks: height.openapi({
            description:
              'Blocks of the indexed chains that are not read yet; /v1/coverage tells which.',
          }),
        })
        .openapi('ProtocolSummary'),
    ),
  })
  .openapi('ProtocolList');
export type ProtocolListAnswer = z.infer<typeof protocolListSchema>;
