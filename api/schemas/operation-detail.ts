import { z } from '@hono/zod-openapi';
import { reporters } from '../../reports/index.ts';
import { waitedSchema } from '../wait-for.ts';
import { operationSchema } from './operation.ts';
import { time } from './values.ts';
import type { Reporter } from '../../reports/define.ts';

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
    waited: waitedSchema.optional().openapi({ description: 'Only where `waitFor` was asked for.' }),
  })
  .openapi('OperationDetail');
export type OperationDetailAnswer = z.infer<typeof operationDetailSchema>;
export type ReportAnswer = z.infer<typeof reportSchema>;
