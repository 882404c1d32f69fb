import { z } from '@hono/zod-openapi';
import { bases, healthReasonNames, healthReasons, healths } from '../../core/health.ts';
import { time } from './values.ts';

const reasonSchema = z.enum(healthReasonNames).openapi('HealthReason', {
  description: Object.entries(healthReasons)
    .map(([name, meaning]) => `- \`${name}\`: ${meaning}`)
    .join('\n'),
});

export const healthSchema = z
  .object({
    state: z.enum(healths).openapi({
      description: [
        '- `ok`: it is over, or takes no longer than others.',
        '- `delayed`: it takes longer than most on its lane.',
        '- `stuck`: it takes so long that somebody should look.',
        '- `blocked`: it is known what holds it up.',
        '- `needs_action`: nothing moves until its user does something.',
        '- `blind`: what it waits for may have happened where we have not read yet, or in what could not be folded; nobody is to blame.',
      ].join('\n'),
    }),
    reason: reasonSchema.nullable(),
    detail: z.string().nullable().openapi({
      description:
        'The reason as a sentence. What is quoted in it was written by others, on a chain: show it as text.',
    }),
    since: time.nullable().openapi({
      description: 'Since when it is thought so, by our clock; null where that is not kept.',
    }),
    sample: z
      .number()
      .int()
      .nullable()
      .openapi({ description: 'How many waits of its lane it was judged by; null if by none.' }),
    basis: z.enum(bases).nullable().openapi({
      description:
        'By what it was judged: `pace`: the waits of its own pace on its lane; `lane`: all of its lane; `protocol`: the figures of the protocol. Null if by none.',
    }),
    pace: z.string().nullable().openapi({
      description:
        'How fast it goes on its lane, in the protocol’s words, where several paces share one; null where none is known, and once it is over.',
    }),
  })
  .openapi('Health', {
    description:
      'A verdict about time, by the awaited chain’s own clock as far as we have read it. No status depends on it.',
  });

export const etaSchema = z
  .object({
    state: z.enum(['estimated', 'insufficient_data']),
    from: time
      .nullable()
      .openapi({ description: 'Half of those that have waited as long come by then.' }),
    to: time.nullable().openapi({ description: 'Nine in ten of them come by then.' }),
    sample: z
      .number()
      .int()
      .nullable()
      .openapi({ description: 'Waits of its lane that this rests on.' }),
    source: z
      .enum(['lane', 'protocol'])
      .nullable()
      .openapi({ description: "The lane's own figures, or the protocol's." }),
  })
  .openapi('Eta', {
    description:
      'When the awaited step may be expected, by the clock of its chain, given how long it has waited.',
  });
