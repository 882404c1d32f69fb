import { z } from 'zod';
import { defineReporter } from './define.ts';
import { transactionId, wholeNumber } from './answer-fields.ts';
import { firstByKey } from './first-by-key.ts';

const keyStart = 'sodax:intent:';

const answerSchema = z.object({
  intentHash: z.string(),
  txHash: transactionId,
  open: z.boolean(),
  events: z
    .array(
      z.object({
        eventType: z.string(),
        txHash: transactionId,
        intentState: z.looseObject({ remainingInput: wholeNumber.optional() }).nullish(),
      }),
    )
    .nullish(),
});

/** Asks SODAX's backend for its record of an intent. */
export const sodaxBackend = defineReporter({
  name: 'sodax-backend',
  protocol: 'sodax',
  url: 'https://api.sodax.com/v1/be',
  states: {
    not_found: { meaning: 'The backend has no record of the intent yet.', isSilence: true },
    open: {
      meaning: 'The backend has recorded the intent, which waits for somebody who fills it.',
    },
    partially_filled: {
      meaning: 'A part of the intent is filled by the record; the rest is open.',
    },
    filled: {
      meaning: 'The intent is filled by the record; the delivery may still be on its way.',
      isOver: true,
    },
    cancelled: {
      meaning: 'The intent is cancelled by the record; what was paid in is in the hub wallet.',
      isOver: true,
    },
    closed: { meaning: 'The intent is not open by the record, which does not say why.' },
  },
  subjectsOf: (legs) =>
    firstByKey(legs, {
      pattern: /^sodax:intent:0x[0-9a-f]{64}$/,
      asked: (_, key) => key.slice(keyStart.length),
    }),
  requestOf: ({ asked }) => ({ path: `/intent/${asked}` }),
  read: ({ status, body }, { asked }) => {
    if (status === 404) {
      // A page of some other server says nothing about the intent.
      z.looseObject({}).parse(body);
      return { state: 'not_found', transaction: null, details: {} };
    }
    const { txHash, open, events } = answerSchema
      .refine(({ intentHash }) => intentHash.toLowerCase() === asked, {
        path: ['intentHash'],
        message: 'must be the one that was asked for',
      })
      .parse(body);
    const last = (type: string) => events?.findLast(({ eventType }) => eventType === type);
    const cancelled = last('intent-cancelled');
    const filled = last('intent-filled');
    const details = {
      events: String(events?.length ?? 0),
      ...(txHash !== null && { created: txHash }),
    };
    if (cancelled) return { state: 'cancelled', transaction: cancelled.txHash, details };
    if (filled) {
      // The journal of events is ahead of the flag.
      const isWhole = filled.intentState?.remainingInput === 0n || !open;
      const state = isWhole ? 'filled' : 'partially_filled';
      return { state, transaction: filled.txHash, details };
    }
    return { state: open ? 'open' : 'closed', transaction: null, details };
  },
});
