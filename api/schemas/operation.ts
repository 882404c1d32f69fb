import { z } from '@hono/zod-openapi';
import { conflicts, coverages, finalities, settlements } from '../../core/operation.ts';
import { decimalsTellers } from '../../core/asset-unit.ts';
import { movers, places } from '../../core/rules.ts';
import { REFS_TOLD_MAX } from '../../db/client-refs.ts';
import { etaSchema, healthSchema } from './health.ts';
import { legSchema, routeLegSchema } from './leg.ts';
import { usualSchema } from './usual.ts';
import {
  chainIdSchema,
  hash,
  height,
  inclusionSchema,
  orNull,
  roleSchema,
  stageSchema,
  statusSchema,
  time,
} from './values.ts';

const endpointSchema = z
  .object({
    chain: chainIdSchema
      .nullable()
      .openapi({ description: 'Null for a chain that is not known here.' }),
    name: z
      .string()
      .openapi({ description: "The chain's short name, or the protocol's name for it." }),
    transaction: hash.nullable(),
    time: time.nullable(),
  })
  .openapi('Endpoint');

const unitFields = {
  symbol: z.string().nullable().openapi({
    description: "What the token is called by the protocol's own registry; null where unknown.",
  }),
  decimals: z.number().int().nullable(),
  contractSymbol: z.string().nullable().openapi({
    description:
      "What the token's contract calls it, where the contract was asked for its decimals. Anybody may give a contract any name: it proves nothing, and is to be shown beside the address.",
  }),
  decimalsToldBy: z.enum(decimalsTellers).nullable().openapi({
    description:
      "Who tells the decimals: the protocol, by its events or its registry, else the token's own contract. Null where nobody does.",
  }),
  wholeAmount: z.string().nullable().openapi({
    description:
      'The amount in whole tokens, exact, as decimal text; null where the decimals are unknown.',
    example: '1.25',
  }),
};

export const assetSchema = z
  .object({
    token: z.string().nullable(),
    amount: z.string().openapi({ description: "In the token's smallest unit, as decimal text." }),
    ...unitFields,
  })
  .openapi('Asset');

const pendingSchema = z
  .object({
    step: z.string(),
    role: roleSchema,
    chain: chainIdSchema.nullable(),
    chainName: z.string().nullable(),
    since: time.openapi({ description: 'Chain time of the leg before this wait.' }),
    deadline: time
      .nullable()
      .openapi({ description: "Until when it may happen, by its own chain's clock." }),
    what: z.string().openapi({ description: 'What it waits for.' }),
    usual: orNull(usualSchema).openapi({
      description: 'How long this wait usually takes; null where nobody can say.',
    }),
    eta: etaSchema,
    reason: z.string().nullable().openapi({ description: 'Why the last try failed.' }),
  })
  .openapi('Pending');

const nextActionSchema = z
  .object({
    mover: z.enum(movers),
    who: z.string().openapi({ description: 'Who can move it on.' }),
    action: z.string().openapi({ description: 'What they can do.' }),
  })
  .openapi('NextAction');

const assetLocationSchema = z
  .object({
    place: z.enum(places),
    chain: chainIdSchema.nullable(),
    chainName: z.string().nullable(),
    token: z.string().nullable(),
    amount: z.string().nullable(),
    ...unitFields,
  })
  .openapi('AssetLocation');

const completionSchema = z
  .object({
    requires: z
      .array(z.object({ step: z.string(), role: roleSchema, inclusion: inclusionSchema }))
      .openapi({ description: 'Every leg that must be confirmed on its own chain.' }),
    missing: z.array(z.string()).openapi({ description: 'The steps that still lack.' }),
  })
  .openapi('Completion');

const asOfSchema = z
  .record(
    z.string(),
    z.object({
      name: z.string(),
      head: z.object({ number: height, hash, time }),
      safe: height.nullable(),
      finalized: height.nullable(),
      safeRule: z.string().openapi({ example: 'tag safe' }),
      finalizedRule: z.string().openapi({ example: 'depth 12' }),
      lagSeconds: z
        .number()
        .int()
        .openapi({ description: 'Age of the newest block that is stored.' }),
    }),
  )
  .openapi('AsOf', { description: 'What each chain of the operation shows, by CAIP-2 id.' });

export const operationSchema = z
  .object({
    id: z.string().openapi({ example: 'cctp:v1:7:104742' }),
    protocol: z.string(),
    kind: z.string(),
    status: statusSchema,
    stage: stageSchema,
    terminal: z.boolean().openapi({ description: 'No further step is expected.' }),
    final: z
      .boolean()
      .openapi({ description: 'No reorg can undo it: every leg that it rests on is finalized.' }),
    coverage: z.enum(coverages).openapi({
      description:
        'Which of its ends are indexed: both, only the origin (`source_only`), only the destination, or a destination that no known chain answers to.',
    }),
    health: healthSchema,
    finality: z.enum(finalities).openapi({
      description:
        'Which legs are finalized: not even the origin, the origin, all that completion requires (`user_legs`), or all that were seen.',
    }),
    settlement: z.enum(settlements).openapi({
      description: 'Whether those who delivered are paid; nothing to the user.',
    }),
    conflicts: z.array(z.enum(conflicts)).openapi({
      description: 'What firm legs say that cannot all be right: a person should look.',
    }),
    specGaps: z.array(z.string()).openapi({
      description:
        "What was seen although the protocol's rules call it impossible. The facts count.",
    }),
    version: z.number().int(),
    origin: orNull(endpointSchema),
    destination: orNull(endpointSchema),
    sender: z.string().nullable(),
    recipient: z.string().nullable(),
    sent: orNull(assetSchema),
    wanted: orNull(assetSchema).openapi({
      description: 'What the recipient is to receive at least, where the operation says so.',
    }),
    received: orNull(assetSchema).openapi({
      description:
        'What goes to the recipient, as soon as a leg tells: on its way until a destination leg has happened.',
    }),
    details: z.record(z.string(), z.string()),
    route: z.array(routeLegSchema).openapi({
      description:
        'Every leg that was seen or is awaited, and those that cannot be seen from here.',
    }),
    happened: z.array(legSchema).openapi({
      description:
        'What has happened: every leg that was seen, those that were reorged away included.',
    }),
    pending: orNull(pendingSchema).openapi({
      description: 'What is pending, that is the leg that blocks; null when it is over.',
    }),
    nextAction: orNull(nextActionSchema).openapi({
      description: 'Who can move it on, and how; null when it is over.',
    }),
    completion: completionSchema.openapi({ description: 'What constitutes completion.' }),
    partial: z
      .object({ filled: z.string(), total: z.string() })
      .nullable()
      .openapi({ description: 'How much is delivered, where it may come in parts.' }),
    assetLocation: orNull(assetLocationSchema).openapi({
      description: 'Where the value is, as far as firm legs tell.',
    }),
    supersedes: z
      .array(z.string())
      .openapi({ description: "Operations that stood for this one's transaction before a reorg." }),
    supersededBy: z
      .string()
      .nullable()
      .openapi({ description: 'The operation that stands for its transaction now.' }),
    clientRefs: z.array(z.string()).max(REFS_TOLD_MAX).optional().openapi({
      description:
        'What the API key that asks calls it, see PUT /v1/client-refs/{clientRef}; only where a key asks.',
    }),
    asOf: asOfSchema,
    startedAt: time,
    updatedAt: time,
  })
  .openapi('Operation');
export type OperationAnswer = z.infer<typeof operationSchema>;

export const operationListSchema = z
  .object({
    operations: z.array(operationSchema),
    nextCursor: z
      .string()
      .nullable()
      .openapi({ description: 'Hand it in as `cursor`; null on the last page.' }),
  })
  .openapi('OperationList');
