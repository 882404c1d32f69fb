import { z } from '@hono/zod-openapi';
import { evidences } from '../../core/evidence.ts';
import { outcomes } from '../../core/leg.ts';
import { joinKinds, legCoverages } from '../../core/operation.ts';
import {
  chainIdSchema,
  hash,
  height,
  inclusionSchema,
  legTransaction,
  roleSchema,
  time,
} from './values.ts';

export const legSchema = z
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

export const routeLegSchema = z
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
