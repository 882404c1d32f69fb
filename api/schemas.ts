import { z } from '@hono/zod-openapi';
import { isChainId } from '../core/chain.ts';
import { evidences } from '../core/evidence.ts';
import { inclusions, outcomes, roles } from '../core/leg.ts';
import {
  conflicts,
  coverages,
  finalities,
  joinKinds,
  legCoverages,
  settlements,
} from '../core/operation.ts';
import { movers, places } from '../core/rules.ts';
import { stageMeanings, stages, statuses } from '../core/status.ts';
import { reporters } from '../reports/index.ts';
import type { Reporter } from '../reports/define.ts';

// What the API answers, in one place: these schemas type the handlers and make the OpenAPI document.

/** A named schema or null, written out: the generator loses the null of a named schema's own `nullable`. */
const orNull = <T extends z.ZodType>(schema: T) => z.union([schema, z.null()]);

const time = z.iso
  .datetime()
  .openapi({ description: 'RFC 3339, UTC.', example: '2026-11-23T10:15:30.000Z' });
const height = z
  .string()
  .regex(/^\d+$/)
  .openapi({ description: 'Block number, as decimal text.', example: '21000000' });
export const chainIdSchema = z
  .string()
  .refine(isChainId)
  .openapi({ description: "The chain's CAIP-2 id.", example: 'eip155:1' });
const hash = z.string().openapi({
  example: '0x90128b2988d709e7719dc157aaf08ea76792934cac4e47fa01e93c80d21d30fd',
});

export const statusSchema = z.enum(statuses).openapi('Status', {
  description:
    '`confirmed` means that the origin is locally confirmed and the outcome elsewhere is open; only `complete` means that the user has what was promised.',
});
export const stageSchema = z.enum(stages).openapi('Stage', {
  description: [
    'The step inside a status.',
    ...stages.map((stage) => `- \`${stage}\`: ${stageMeanings[stage]}`),
  ].join('\n'),
});
const roleSchema = z.enum(roles).openapi('Role');
const inclusionSchema = z.enum(inclusions).openapi('Inclusion', {
  description: 'How firm a leg is on its own chain.',
});

const legTransaction = hash.nullable().openapi({
  description: 'Null where the chain shows that it happened, and not by which transaction.',
});

const legSchema = z
  .object({
    step: z.string().openapi({ description: "The protocol's word for it.", example: 'approval' }),
    role: roleSchema,
    chain: chainIdSchema,
    chainName: z.string(),
    inclusion: inclusionSchema,
    outcome: z.enum(outcomes),
    transaction: legTransaction,
    evidence: z.enum(evidences).openapi({
      description:
        "What shows it: an event in the logs, the call that did it, or only the chain's state after it; then the block is the first that is known to show it.",
    }),
    block: z.object({ number: height, hash }),
    time,
    explorerUrl: z.url().nullable(),
    joinedBy: z
      .object({
        rule: z.string().openapi({ example: 'message id' }),
        key: z.string(),
        kind: z.enum(joinKinds),
        version: z.number().int().openapi({ description: "The protocol's version that read it." }),
      })
      .nullable()
      .openapi({
        description: 'Why it is in this operation: the link that an earlier leg carries too.',
      }),
  })
  .openapi('Leg');

const routeLegSchema = z
  .object({
    step: z.string(),
    role: roleSchema,
    chain: chainIdSchema.nullable(),
    network: z
      .string()
      .nullable()
      .openapi({ description: "The chain's short name, or the protocol's name for it." }),
    coverage: z.enum(legCoverages).nullable().openapi({
      description:
        '`not_indexed`: its chain is not read for this protocol here; `chain_not_covered`: no chain known here is meant by that name.',
    }),
    inclusion: inclusionSchema,
    outcome: z.enum(outcomes),
  })
  .openapi('RouteLeg');

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

const assetSchema = z
  .object({
    token: z.string().nullable(),
    amount: z.string().openapi({ description: "In the token's smallest unit, as decimal text." }),
    symbol: z.string().nullable().openapi({
      description: "By the protocol's own registry, as `decimals`; null where unknown.",
    }),
    decimals: z.number().int().nullable(),
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
    received: orNull(assetSchema),
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
    asOf: asOfSchema,
    startedAt: time,
    updatedAt: time,
  })
  .openapi('Operation');
export type OperationAnswer = z.infer<typeof operationSchema>;

const reportSchema = z
  .object({
    reporter: z.string().openapi({ description: 'Who was asked.', example: 'sodax-relay' }),
    subject: z.string().openapi({
      description: 'The link that it is about: a packet, an intent.',
      example: 'sodax:23:174',
    }),
    state: z.string().openapi({
      description: [
        'What it says, by reporter:',
        ...Object.values<Reporter>(reporters).flatMap(({ name, states }) =>
          Object.entries(states).map(
            ([state, { meaning }]) => `- \`${name}\`, \`${state}\`: ${meaning}`,
          ),
        ),
      ].join('\n'),
    }),
    meaning: z.string().openapi({ description: 'The state in one sentence.' }),
    transaction: z
      .string()
      .nullable()
      .openapi({ description: 'The transaction that it names: of the delivery, of the fill.' }),
    details: z.record(z.string(), z.string()),
    since: time.openapi({ description: 'When it was first heard to say so.' }),
    observedAt: time.openapi({ description: 'When it was last heard to say so.' }),
  })
  .openapi('Report', {
    description:
      'Said by a service, not proven by a chain: status, stage and finality never rest on it.',
  });

export const operationDetailSchema = operationSchema
  .extend({
    reports: z.array(reportSchema).openapi({
      description:
        "What the protocol's off-chain services say; empty unless some are turned on. Said by a service, not proven by a chain.",
    }),
  })
  .openapi('OperationDetail');
export type OperationDetailAnswer = z.infer<typeof operationDetailSchema>;
export type ReportAnswer = z.infer<typeof reportSchema>;

export const operationListSchema = z
  .object({
    operations: z.array(operationSchema),
    nextCursor: z
      .string()
      .nullable()
      .openapi({ description: 'Hand it in as `cursor`; null on the last page.' }),
  })
  .openapi('OperationList');

const causeTypeSchema = z.enum([
  'event',
  'head',
  'deadline',
  'reorg',
  'coverage',
  'rebuild',
  'operator',
]);
const causeSchema = z
  .object({
    type: causeTypeSchema,
    chain: chainIdSchema
      .optional()
      .openapi({ description: 'Absent where an operator is the cause.' }),
    chainName: z.string().optional(),
    reorg: z.string().optional(),
    depth: z.number().int().optional().openapi({ description: 'Blocks that the reorg took back.' }),
    ancestor: height.optional().openapi({ description: 'The last block that both forks have.' }),
  })
  .openapi('Cause');

const headsSchema = z.record(
  z.string(),
  z.object({ head: height, hash, time, safe: height.nullable(), finalized: height.nullable() }),
);

const knownSchema = z
  .object({
    version: z.number().int(),
    status: statusSchema,
    stage: stageSchema,
    final: z.boolean(),
    legs: z
      .array(
        z.object({
          step: z.string(),
          chain: chainIdSchema,
          chainName: z.string(),
          transaction: legTransaction,
          inclusion: inclusionSchema,
        }),
      )
      .openapi({ description: 'Every leg that was seen by then, and how firm it was.' }),
    heads: headsSchema.openapi({
      description: 'What its chains showed when it was said, by CAIP-2 id.',
    }),
    learnedAt: time.openapi({ description: 'Since when it was known here.' }),
    chainTime: time.openapi({ description: 'When it happened, by the clock of its chain.' }),
  })
  .openapi('Known');

export const historySchema = z
  .object({
    operation: z.string(),
    asOf: z
      .object({
        time,
        known: orNull(knownSchema).openapi({
          description: 'What was known then; null if nothing was.',
        }),
      })
      .optional()
      .openapi({ description: 'Only where a time was asked for.' }),
    transitions: z.array(
      z
        .object({
          seq: z.string(),
          version: z.number().int(),
          from: orNull(statusSchema),
          to: statusSchema,
          stageFrom: orNull(stageSchema),
          stageTo: stageSchema,
          final: z.boolean(),
          changes: z
            .array(
              z.object({
                step: z.string(),
                from: orNull(inclusionSchema),
                to: orNull(inclusionSchema),
              }),
            )
            .openapi({ description: 'The legs that changed, with how firm they were and are.' }),
          cause: causeSchema,
          asOf: headsSchema,
          rulesVersion: z.number().int(),
          chainTime: time,
          observedAt: time,
        })
        .openapi('Transition'),
    ),
  })
  .openapi('History');
export type HistoryAnswer = z.infer<typeof historySchema>;

export const lookupSchema = z
  .object({
    matches: z.array(
      z.object({
        matched: z.object({
          step: z.string(),
          chain: chainIdSchema,
          transaction: legTransaction,
          canonical: z.boolean().openapi({ description: 'False if this leg was reorged away.' }),
        }),
        operation: operationSchema,
      }),
    ),
  })
  .openapi('Lookup');

export const chainListSchema = z
  .object({
    chains: z.array(
      z
        .object({
          chain: chainIdSchema,
          name: z.string(),
          state: z.enum(['starting', 'backfilling', 'live']),
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

export const statsSchema = z
  .object({
    operations: z.object({
      total: z.number().int(),
      final: z.number().int(),
      byStatus: z.record(statusSchema, z.number().int()),
    }),
    backlog: z
      .object({ dirty: z.number().int(), oldestSeconds: z.number() })
      .openapi({ description: 'Links whose operations wait to be folded.' }),
    quarantined: z
      .number()
      .int()
      .openapi({ description: 'Links whose operations cannot be folded: see /v1/quarantine.' }),
  })
  .openapi('Stats');

export const quarantineSchema = z
  .object({
    quarantined: z.array(
      z
        .object({
          key: z.string().openapi({ description: 'The link that leads to it.' }),
          protocol: z.string().nullable(),
          code: z.enum(['fold_failed', 'write_failed', 'component_too_large']),
          reason: z.string(),
          operations: z.array(z.string()).openapi({
            description: 'The first of the operations that stand still, as they were last folded.',
          }),
          failures: z.number().int().openapi({ description: 'Tries that failed so far.' }),
          cause: causeTypeSchema.openapi({ description: 'Why it was to be folded.' }),
          since: time,
        })
        .openapi('Quarantined'),
    ),
    nextCursor: z
      .string()
      .nullable()
      .openapi({ description: 'Hand it in as `cursor`; null on the last page.' }),
  })
  .openapi('Quarantine');

export const problemSchema = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: z.string(),
    recovery: z.string().openapi({ description: 'What to do about it.' }),
  })
  .openapi('Problem');
