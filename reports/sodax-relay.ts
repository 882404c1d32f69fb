import { z } from 'zod';
import { defineReporter } from './define.ts';
import { transactionId, wholeNumber } from './answer-fields.ts';
import { firstByKey } from './first-by-key.ts';

/** A packet's key: the relay's number of the source network, and the packet's number there. Those of testnets are longer. */
const packetKey = /^sodax:(\d+):(\d+)$/;

// A transaction may send several packets: only the one in question must be well-formed.
const answerSchema = z.object({
  success: z.boolean(),
  data: z.array(z.looseObject({ src_chain_id: wholeNumber, conn_sn: wholeNumber })).nullish(),
});

const packetSchema = z.object({
  status: z.enum(['pending', 'validating', 'executing', 'executed']),
  dst_chain_id: wholeNumber,
  dst_tx_hash: transactionId,
  signatures: z.array(z.unknown()).nullish(),
});

/** Asks SODAX's relay how far the delivery of a packet is. It has no word for a delivery that fails: see `executing`. */
export const sodaxRelay = defineReporter({
  name: 'sodax-relay',
  protocol: 'sodax',
  url: 'https://api.sodax.com/v1/relay',
  states: {
    not_found: {
      meaning:
        'The relay knows no such packet: it has not indexed its transaction, or nobody has submitted that yet, which anyone may do.',
      isSilence: true,
    },
    pending: { meaning: 'The relay knows the packet; nobody has signed it yet.' },
    validating: { meaning: 'Some of the signatures that the packet needs are there.' },
    executing: {
      meaning:
        'The packet is signed and its delivery is not confirmed yet; a delivery that fails over and over stays so.',
    },
    executed: { meaning: 'The relay says that it has delivered the packet.', isOver: true },
  },
  subjectsOf: (legs) =>
    firstByKey(legs, {
      steps: ['send', 'cancel_request', 'hub_order', 'dispatch', 'fill_order', 'release'],
      pattern: packetKey,
      asked: ({ transaction }) => transaction,
    }),
  requestOf: ({ key, asked }) => ({
    path: '',
    body: {
      action: 'get_transaction_packets',
      params: { chain_id: numbersOf(key).source.toString(), tx_hash: asked },
    },
  }),
  read: ({ status, body }, { key }) => {
    if (status === 404) {
      // A page of some other server says nothing about the packet.
      z.looseObject({}).parse(body);
      return { state: 'not_found', transaction: null, details: {} };
    }
    const { success, data } = answerSchema.parse(body);
    if (!success) return null;
    const { source, number } = numbersOf(key);
    const packet = data?.find(
      ({ src_chain_id, conn_sn }) => src_chain_id === source && conn_sn === number,
    );
    if (!packet) return { state: 'not_found', transaction: null, details: {} };
    const { status: state, dst_chain_id, dst_tx_hash, signatures } = packetSchema.parse(packet);
    return {
      state,
      transaction: dst_tx_hash,
      details: {
        destination: dst_chain_id.toString(),
        signatures: String(signatures?.length ?? 0),
      },
    };
  },
});

function numbersOf(key: string): { source: bigint; number: bigint } {
  const [, source = '', number = ''] = packetKey.exec(key) ?? [];
  return { source: BigInt(source), number: BigInt(number) };
}
