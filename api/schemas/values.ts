import { z } from '@hono/zod-openapi';
import { isChainId } from '../../core/chain.ts';
import { inclusions, roles } from '../../core/leg.ts';
import { stageMeanings, stages, statuses } from '../../core/status.ts';

/** A named schema or null, written out: the generator loses the null of a named schema's own `nullable`. */
export const orNull = <T extends z.ZodType>(schema: T) => z.union([schema, z.null()]);

/** Text without control characters: Postgres keeps no NUL, and nothing of ours has any. */
export const plainText = z.string().regex(/^[^\p{Cc}]*$/u, {
  error: 'must have no control characters',
});

/** A chain as parameters name it. */
export const chainParameter = plainText.min(1, { error: 'must not be empty' }).max(100, {
  error: 'must have at most 100 characters',
});

/** A protocol as parameters name it. */
export const protocolParameter = plainText
  .min(1, { error: 'must not be empty' })
  .max(100, { error: 'must have at most 100 characters' })
  .openapi({ description: 'The name of a protocol, as /v1/protocols has it.', example: 'cctp' });

export const time = z.iso
  .datetime()
  .openapi({ description: 'RFC 3339, UTC.', example: '2026-11-23T10:15:30.000Z' });
export const height = z
  .string()
  .regex(/^\d+$/)
  .openapi({ description: 'Block number, as decimal text.', example: '21000000' });
export const chainIdSchema = z
  .string()
  .refine(isChainId)
  .openapi({ description: "The chain's CAIP-2 id.", example: 'eip155:1' });
export const hash = z.string().openapi({
  example: '0x90128b2988d709e7719dc157aaf08ea76792934cac4e47fa01e93c80d21d30fd',
});

export const statusSchema = z.enum(statuses).openapi('Status', {
  description:
    '`confirmed` means that the origin is locally confirmed and the outcome elsewhere is open; only `complete` means that the user has what was promised. While a server is renewed it may tell one that is not listed here: take it for none of these, and for no end.',
});
export const stageSchema = z.enum(stages).openapi('Stage', {
  description: [
    'The step inside a status. While a server is renewed it may tell one that is not listed here.',
    ...stages.map((stage) => `- \`${stage}\`: ${stageMeanings[stage]}`),
  ].join('\n'),
});
export const roleSchema = z.enum(roles).openapi('Role');
export const inclusionSchema = z.enum(inclusions).openapi('Inclusion', {
  description: 'How firm a leg is on its own chain.',
});

export const legTransaction = hash.nullable().openapi({
  description: 'Null where the chain shows that it happened, and not by which transaction.',
});
