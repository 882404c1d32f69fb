import { z } from 'zod';
import { transactionId, wholeNumber } from './answer-fields.ts';
import { defineReporter } from './define.ts';
import { messageIdOf, publishedMessages } from './wormhole-message.ts';

// Only the entry in question must be well-formed. Guardians quote numbers that may be large, Wormholescan does not.
const answerSchema = z.object({
  entries: z.array(
    z.looseObject({ emitterChain: wholeNumber, emitterAddress: z.string(), sequence: wholeNumber }),
  ),
});

const entrySchema = z.object({
  /** Unix seconds. */
  releaseTime: wholeNumber,
  /** In whole US dollars. */
  notionalValue: wholeNumber,
  txHash: transactionId,
});

/**
 * Asks whether Wormhole's Governor holds a message back. Each guardian has a Governor of its own: this is what the one that is asked
 * says, or Wormholescan of all of them. Source: wormhole `publicrpc.proto`, `governor_monitoring.go`; wormhole-explorer
 * `api/routes/guardian/governor`.
 */
export const wormholeGovernor = defineReporter({
  name: 'wormhole-governor',
  protocol: 'wormhole',
  url: 'https://api.wormholescan.io/v1',
  states: {
    enqueued: {
      meaning:
        'The Governor holds the message back because of its value, until its release time or until there is room for it.',
      isHold: true,
    },
    not_enqueued: {
      meaning:
        'The Governor does not hold the message: it has let it through, or guardians have not seen it yet.',
    },
  },
  subjectsOf: publishedMessages,
  // The question about one message alone is answered without its release time.
  requestOf: () => ({ path: '/governor/enqueued_vaas' }),
  read: ({ body }, subject) => {
    const id = messageIdOf(subject);
    const { entries } = answerSchema.parse(body);
    const entry = entries.find(
      ({ emitterChain, emitterAddress, sequence }) =>
        emitterChain === id.chain &&
        emitterAddress.toLowerCase().replace(/^0x/, '') === id.emitter &&
        sequence === id.sequence,
    );
    if (!entry) return { state: 'not_enqueued', transaction: null, details: {} };
    const { releaseTime, notionalValue, txHash } = entrySchema.parse(entry);
    return {
      state: 'enqueued',
      transaction: null,
      details: {
        releaseTime: releaseTime.toString(),
        valueInUsd: notionalValue.toString(),
        ...(txHash !== null && { publishedIn: txHash }),
      },
    };
  },
});
