import { z } from '@hono/zod-openapi';
import { healths } from '../../core/health.ts';
import { stages, statuses } from '../../core/status.ts';
import { plainText } from './values.ts';

/** Values that one filter may list. */
const VALUES_MAX = 20;
/** A wallet has an address on each family of chains; each is looked for in several notations. */
export const ADDRESSES_MAX = 5;
const NAME_LENGTH_MAX = 100;
/** The longest addresses are types of coins on Sui. */
const ADDRESS_LENGTH_MAX = 200;
/** A transaction's hash, 88 characters on Solana. */
export const HASH_LENGTH_MAX = 128;
/** Longer text is none of our ids or links. */
const ID_LENGTH_MAX = 500;
const REF_LENGTH_MAX = 128;

interface Limits {
  valuesMax: number;
  lengthMax: number;
  example?: string;
}

/** How the document says so: a list, without which a reader would not see what values there are. */
const separatedByCommas = { type: 'array', param: { style: 'form', explode: false } } as const;

/** One value, or several separated by commas. */
const listOf = (description: string, { valuesMax, lengthMax, example }: Limits) =>
  z
    .string()
    .max(valuesMax * (lengthMax + 1), { error: 'is too long' })
    .transform((text) => [...new Set(text.split(',').map((value) => value.trim()))].filter(Boolean))
    .pipe(
      z
        .array(plainText.max(lengthMax, { error: `takes values of up to ${lengthMax} characters` }))
        .min(1, { error: 'must name one value at least' })
        .max(valuesMax, { error: `takes ${valuesMax} values at most` }),
    )
    .optional()
    .openapi({
      ...separatedByCommas,
      minItems: 1,
      maxItems: valuesMax,
      items: { type: 'string', minLength: 1, maxLength: lengthMax },
      description: `${description} One, or up to ${valuesMax} separated by commas.`,
      ...(example !== undefined && { example: example.split(',') }),
    });

/** The same of a closed list. */
export const choiceOf = <const Value extends string>(
  values: readonly Value[],
  { description, example }: { description: string; example: string },
) =>
  z
    .string()
    .max(1_000, { error: 'is too long' })
    .transform((text) => [...new Set(text.split(',').map((value) => value.trim()))].filter(Boolean))
    .pipe(
      z
        .array(z.enum(values, { error: `must be one of ${values.join(', ')}` }))
        .min(1, { error: `must be one of ${values.join(', ')}` }),
    )
    .optional()
    .openapi({
      ...separatedByCommas,
      minItems: 1,
      maxItems: values.length,
      items: { type: 'string', enum: [...values] },
      description: `${description} One, or several separated by commas.`,
      example: example.split(','),
    });

const instantError = { error: 'must be a time with its zone, such as 2026-11-23T10:15:30Z' };

/** A time as requests say it: of a year that Postgres knows, whatever the zone. */
export const instant = z.iso
  .datetime({ offset: true, ...instantError })
  .max(40, instantError)
  .refine((text) => {
    const year = new Date(text).getUTCFullYear();
    return year >= 1970 && year <= 9999;
  }, instantError)
  .openapi({ example: '2026-11-23T10:15:30Z' });

const bound = (description: string) => instant.optional().openapi({ description });

/** A frontend's own name for an operation. */
export const clientRefSchema = z
  .string()
  .regex(/^[\w.:~-]+$/, {
    error: 'must be letters, digits and the signs . _ : ~ - alone',
  })
  .max(REF_LENGTH_MAX, { error: `must have at most ${REF_LENGTH_MAX} characters` });

/** What may name an operation: its id, a former id, or a link of one of its legs. */
export const idSchema = plainText
  .min(1, { error: 'must not be empty' })
  .max(ID_LENGTH_MAX, { error: `must have at most ${ID_LENGTH_MAX} characters` });

/** A transaction hash as parameters take it. */
export const transactionSchema = z
  .string()
  .trim()
  .regex(/^[!-~]+$/, { error: 'must be a transaction hash' })
  .max(HASH_LENGTH_MAX, { error: `must have at most ${HASH_LENGTH_MAX} characters` });

const name = { valuesMax: VALUES_MAX, lengthMax: NAME_LENGTH_MAX };

/**
 * What lists, streams and webhooks may be narrowed to, as query parameters: the fields of a `z.strictObject`. `filterOf` makes
 * an `OperationFilter` of it.
 */
export const operationFilterFields = {
  status: choiceOf(statuses, {
    description: 'The status.',
    example: 'pending,confirmed',
  }),
  stage: choiceOf(stages, {
    description: 'The step inside a status.',
    example: 'awaiting_relay',
  }),
  health: choiceOf(healths, {
    description: 'What is thought of how long it waits; what is over is `ok`.',
    example: 'stuck,blocked',
  }),
  protocol: listOf('The protocol, as /v1/protocols names it.', { ...name, example: 'axelar' }),
  kind: listOf(
    'What kind of operation, as answers name it: one of which an operation was indexed here, or that /v1/protocols lists.',
    {
      ...name,
      example: 'transfer',
    },
  ),
  origin: listOf('Where it starts: a CAIP-2 id, or a short name as in /v1/chains.', {
    ...name,
    example: 'base',
  }),
  destination: listOf('Where it ends: a CAIP-2 id, or a short name as in /v1/chains.', {
    ...name,
    example: 'eip155:42161',
  }),
  address: listOf(
    'Sender or recipient, in any notation: hexadecimal in any case, of 20 bytes or filled up to 32, base58, bech32.',
    {
      valuesMax: ADDRESSES_MAX,
      lengthMax: ADDRESS_LENGTH_MAX,
      example: '0xf5d90ac6747cb3352f05bf61f48b991aceae28eb',
    },
  ),
  tx: transactionSchema.optional().openapi({
    description: 'Transaction of any of its legs, reorged ones included.',
    example: '0x90128b2988d709e7719dc157aaf08ea76792934cac4e47fa01e93c80d21d30fd',
  }),
  final: z
    .enum(['true', 'false'], { error: 'must be true or false' })
    .transform((text) => text === 'true')
    .optional()
    .openapi({
      type: 'boolean',
      description: 'Whether a reorg can still undo it.',
      example: false,
    }),
  startedAfter: bound('Started at this time or later, by the clock of its chain.'),
  startedBefore: bound('Started before this time, by the clock of its chain.'),
  updatedAfter: bound('Changed here at this time or later.'),
  updatedBefore: bound('Changed here before this time, and not since.'),
  clientRef: clientRefSchema.optional().openapi({
    description: 'A reference that this API key has set: see PUT /v1/client-refs/{clientRef}.',
    example: 'order-1042',
  }),
};

const fields = z.object(operationFilterFields);
/** The parameters as they are read, before names are looked up. */
export type OperationFilterQuery = z.output<typeof fields>;
