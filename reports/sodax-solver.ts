import { z } from 'zod';
import { defineReporter } from './define.ts';
import { transactionId, wholeNumber } from './answer-fields.ts';
import { firstByKey } from './first-by-key.ts';

/** The solver's numbers for its states. */
const stateByNumber = {
  '-1': 'not_found',
  '1': 'not_started',
  '2': 'started',
  '3': 'solved',
  '4': 'failed',
} as const;

const numbers = Object.keys(stateByNumber);

const answerSchema = z.object({
  status: wholeNumber
    .transform(String)
    .refine((text) => numbers.includes(text), `must be one of ${numbers.join(', ')}`)
    // CAST: a key of the table, by the line above.
    .transform((text) => stateByNumber[text as keyof typeof stateByNumber]),
  fill_tx_hash: transactionId,
});

/** Asks SODAX's solver whether it works on an intent. It forgets what it knew when it starts anew. */
export const sodaxSolver = defineReporter({
  name: 'sodax-solver',
  protocol: 'sodax',
  url: 'https://api.sodax.com/v1/intent',
  states: {
    not_found: {
      meaning:
        'The solver does not know the intent: it was not posted there, or the solver has forgotten it.',
      isSilence: true,
    },
    not_started: { meaning: 'The solver knows the intent and has not begun to fill it.' },
    started: { meaning: 'The solver is filling the intent.' },
    solved: {
      meaning:
        'The solver says that it has filled the intent; the delivery may still be on its way.',
      isOver: true,
    },
    failed: {
      meaning: 'The solver could not fill the intent, which stays open until it is cancelled.',
    },
  },
  subjectsOf: (legs) =>
    firstByKey(legs, {
      steps: ['hub_order', 'creation'],
      pattern: /^sodax:intent:/,
      asked: ({ transaction }) => transaction,
    }),
  requestOf: ({ asked }) => ({ path: '/status', body: { intent_tx_hash: asked } }),
  // An intent that it does not know has a number of its own: there is no answer with the status 404.
  read: ({ body }) => {
    const { status: state, fill_tx_hash: transaction } = answerSchema.parse(body);
    return { state, transaction, details: {} };
  },
});
