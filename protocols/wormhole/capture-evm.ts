import { stringToHex } from 'viem';
import type { Hex } from '../../core/raw-log.ts';
import { bytes32Of } from '../bytes32.ts';
import type { Captured, CaptureInput } from '../define.ts';
import { reasonText } from '../reason-text.ts';
import type { WormholeDeployment } from './deployments.ts';
import { requestLink, vaaLink } from './links.ts';
import { vaaIdText } from './vaa-id.ts';

type Input = CaptureInput<unknown, WormholeDeployment>;

interface Redeemed {
  emitterChainId: number;
  emitterAddress: Hex;
  sequence: bigint;
}

/** Reads `TransferRedeemed` of the Token Bridge: it has verified the message, and paid out. */
export function captureRedeemed(args: Redeemed, { deployment, here, chainNamed }: Input): Captured {
  const { emitterChainId: chain, emitterAddress: emitter, sequence } = args;
  const id = { chain, emitter, sequence };
  return {
    step: 'redemption',
    links: [vaaLink(deployment.network, id)],
    about: {
      kind: 'transfer',
      origin: chainNamed(String(chain)),
      destination: here,
      details: { vaa: vaaIdText(id) },
    },
  };
}

interface Sent {
  sequence: bigint;
  deliveryQuote: bigint;
  paymentForExtraReceiverValue: bigint;
}

/** Reads `SendEvent` of the standard relayer, which stands beside its message and says what was paid. */
export function captureSendEvent(args: Sent, { deployment, here, emitter }: Input): Captured {
  const { network, wormholeId } = deployment;
  const { sequence, deliveryQuote, paymentForExtraReceiverValue } = args;
  const id = { chain: wormholeId, emitter: bytes32Of(emitter), sequence };
  return {
    step: 'publish',
    links: [vaaLink(network, id), requestLink(network, wormholeId, sequence)],
    about: {
      origin: here,
      details: {
        vaa: vaaIdText(id),
        deliveryQuote: deliveryQuote.toString(),
        paidForReceiverValue: paymentForExtraReceiverValue.toString(),
      },
    },
  };
}

interface Delivery {
  recipientContract: Hex;
  sourceChain: number;
  sequence: bigint;
  deliveryVaaHash: Hex;
  status: number;
  gasUsed: bigint;
  refundStatus: number;
  additionalStatusInfo: Hex;
  overridesInfo: Hex;
}

/** How a delivery ended. The last two are of relayers before forwarding was taken out. Source: `IWormholeRelayer.sol`. */
const outcomes = [
  'success',
  'failed_retryable',
  // Forwarding was not paid for: the receiver's call was taken back.
  'failed_retryable',
  'success',
] as const;

/** What became of the gas and value that were left over. */
const refunds = [
  'sent',
  'failed',
  'sent to another chain',
  'failed: the provider does not support that chain',
  'failed: too little for another chain',
  'none requested',
];

/** What the relayer says itself of one that was done before. */
const DONE_BEFORE = stringToHex('Delivery already performed');

function reasonOf({ status, gasUsed, additionalStatusInfo: info }: Delivery): string {
  if (status === 2) return 'what it was to forward was not paid for';
  // A receiver may say the same, but not without any gas.
  if (info === DONE_BEFORE && gasUsed === 0n)
    return 'the relayer says that it was delivered before';
  const cause = info === '0x' ? 'no reason given, as when the gas runs out' : reasonText(info);
  return `the receiver refused it: ${cause}`;
}

/**
 * Reads `Delivery`. One that was done before and is tried again says that the receiver failed; the delivery that was done
 * counts.
 */
export function captureDelivery(args: Delivery, { deployment, here, chainNamed }: Input): Captured {
  const { sourceChain, sequence, status, refundStatus, overridesInfo } = args;
  const outcome = outcomes[status];
  if (!outcome) throw new Error(`a delivery with the status ${status}, which is unknown`);
  return {
    step: 'delivery',
    outcome,
    links: [requestLink(deployment.network, sourceChain, sequence)],
    about: {
      kind: 'delivery',
      origin: chainNamed(String(sourceChain)),
      destination: here,
      recipient: args.recipientContract,
      ...(outcome !== 'success' && { reason: reasonOf(args) }),
      details: {
        request: `${sourceChain}/${sequence}`,
        vaaHash: args.deliveryVaaHash,
        gasUsed: args.gasUsed.toString(),
        refund: refunds[refundStatus] ?? String(refundStatus),
        ...(overridesInfo !== '0x' && { isRedelivery: 'true' }),
      },
    },
  };
}
