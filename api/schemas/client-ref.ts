import { z } from '@hono/zod-openapi';
import { OPERATIONS_TOLD_MAX } from '../../db/client-refs.ts';
import { idSchema, transactionSchema } from './operation-filter.ts';
import { chainIdSchema, chainParameter, time } from './values.ts';

export const clientRefRequestSchema = z
  .strictObject({
    tx: transactionSchema.optional().openapi({
      description:
        'A transaction of any leg: hexadecimal in any case, or base58 as it is written. It need not be known here yet.',
      example: '0x90128b2988d709e7719dc157aaf08ea76792934cac4e47fa01e93c80d21d30fd',
    }),
    chain: chainParameter.optional().openapi({
      description: 'The chain of `tx`, a CAIP-2 id or a short name; any unless given.',
      example: 'polygon',
    }),
    id: idSchema.optional().openapi({
      description: 'An id of an operation, a former id or a link, in place of `tx`.',
    }),
  })
  .openapi('ClientRefRequest', { description: 'Either `tx` or `id`.' });

export const clientRefAnswerSchema = z
  .object({
    clientRef: z.string().openapi({ example: 'order-1042' }),
    tx: z.string().nullable(),
    chain: chainIdSchema.nullable(),
    id: z.string().nullable().openapi({ description: 'As it was set.' }),
    setAt: time,
    operations: z.array(z.string()).max(OPERATIONS_TOLD_MAX).openapi({
      description:
        'The ids of the operations that it leads to now, ten at most; none before they are known here. GET /v1/operations?clientRef= gives them whole.',
    }),
  })
  .openapi('ClientRef');
export type ClientRefAnswer = z.infer<typeof clientRefAnswerSchema>;
