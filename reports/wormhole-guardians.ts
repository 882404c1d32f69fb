import { z } from 'zod';
import { defineReporter } from './define.ts';
import { messageIdOf, publishedMessages, type MessageId } from './wormhole-message.ts';

const answerSchema = z.object({ vaaBytes: z.base64() });

/** Version and guardian set, then a count and so many signatures; the body begins with time and nonce. */
const COUNT_AT = 5;
const SIGNATURE_BYTES = 66;
const ID_IN_BODY = 8;
const ID_BYTES = 2 + 32 + 8;

/**
 * Asks for the message with the guardians' signatures (VAA), which whoever wants to redeem it needs. Signatures are not verified
 * here: whoever is asked says that there are enough. Source: wormhole `publicrpc.proto`, `Messages.sol`.
 */
export const wormholeGuardians = defineReporter({
  name: 'wormhole-guardians',
  protocol: 'wormhole',
  url: 'https://api.wormholescan.io/v1',
  states: {
    not_found: {
      meaning:
        'There is no signed message yet: guardians wait for the origin to be firm, or their Governor holds it back.',
      isSilence: true,
    },
    signed: {
      meaning: 'Guardians have signed the message, and anyone can take it to its destination.',
      isOver: true,
    },
  },
  subjectsOf: publishedMessages,
  requestOf: (subject) => {
    const { chain, emitter, sequence } = messageIdOf(subject);
    return { path: `/signed_vaa/${chain}/${emitter}/${sequence}` };
  },
  read: ({ status, body }, subject) => {
    if (status === 404) {
      // A page of some other server says nothing about the message.
      z.looseObject({}).parse(body);
      return { state: 'not_found', transaction: null, details: {} };
    }
    const wanted = idBytes(messageIdOf(subject));
    const { vaaBytes } = answerSchema
      .refine(({ vaaBytes }) => signedIn(vaaBytes).id === wanted, {
        path: ['vaaBytes'],
        message: 'must be the message that was asked for',
      })
      .parse(body);
    const { signatures } = signedIn(vaaBytes);
    return { state: 'signed', transaction: null, details: { signatures: String(signatures) } };
  },
});

const idBytes = ({ chain, emitter, sequence }: MessageId): string =>
  `${chain.toString(16).padStart(4, '0')}${emitter}${sequence.toString(16).padStart(16, '0')}`;

/** What a signed message is named by, in hex; shorter where it is cut off. */
function signedIn(vaaBytes: string): { signatures: number; id: string } {
  const bytes = Buffer.from(vaaBytes, 'base64');
  const signatures = bytes.at(COUNT_AT) ?? 0;
  const at = COUNT_AT + 1 + signatures * SIGNATURE_BYTES + ID_IN_BODY;
  return { signatures, id: bytes.subarray(at, at + ID_BYTES).toString('hex') };
}
