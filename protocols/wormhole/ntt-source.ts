import { decodeFunctionData, parseAbi } from 'viem';
import type { Call, Hex } from '../../core/raw-log.ts';
import { lowerHex } from '../../core/lower-hex.ts';
import { addressOn } from '../bytes32.ts';
import type { CaptureInput } from '../define.ts';
import type { WormholeDeployment } from './deployments.ts';
import { decodeNttTransfer, type NttTransfer } from './ntt-message.ts';
import { decodeRelayerMessage } from './relayer-message.ts';
import { decodeSignedVaa, type SignedVaa } from './signed-vaa.ts';
import type { VaaId } from './vaa-id.ts';

type Input = CaptureInput<unknown, WormholeDeployment>;

/** The message that a manager has attested to. */
export interface NttSource {
  transfer: NttTransfer;
  id: VaaId;
  /** It is an order to the standard relayer, which has verified it. */
  isRequest: boolean;
}

const abi = parseAbi([
  'function receiveMessage(bytes encodedMessage)',
  'function completeInboundQueuedTransfer(bytes32 digest)',
  'function deliver(bytes[] encodedVMs, bytes encodedDeliveryVAA, address relayerRefundAddress, bytes deliveryOverrides)',
]);

/**
 * The message behind a manager's attestation, where the transaction's outermost call shows it beyond doubt: the call goes to
 * the very transceiver that the manager names, or to the standard relayer with an order for that transceiver; and the message
 * has this manager and this digest. Contracts in between may show whatever they like: undefined then.
 */
export function nttSourceOf(
  { digest, transceiver }: { digest: Hex; transceiver: Hex },
  { call, deployment, emitter, here }: Input,
): NttSource | undefined {
  const shown = call && messageIn(call, transceiver, deployment);
  const transfer = shown && decodeNttTransfer(shown.payload, shown.vaa.id.chain);
  if (!transfer || transfer.digest !== digest) return undefined;
  if (addressOn(here.chain, transfer.recipientManager) !== emitter) return undefined;
  return { transfer, id: shown.vaa.id, isRequest: shown.isRequest };
}

/** Whether a transaction does nothing but take this transfer out of its manager's inbound queue. */
export function isOutOfQueue(digest: Hex, { call, emitter }: Input): boolean {
  if (call?.to !== emitter) return false;
  try {
    const { functionName, args } = decodeFunctionData({ abi, data: call.input });
    return functionName === 'completeInboundQueuedTransfer' && args[0] === digest;
  } catch {
    return false; // another call
  }
}

interface Shown {
  vaa: SignedVaa;
  payload: Hex;
  isRequest: boolean;
}

function messageIn(
  { to, input }: Call,
  transceiver: Hex,
  { relayer }: WormholeDeployment,
): Shown | undefined {
  try {
    const { functionName, args } = decodeFunctionData({ abi, data: input });
    if (functionName === 'receiveMessage') {
      const vaa = decodeSignedVaa(args[0]);
      return to === transceiver ? { vaa, payload: vaa.payload, isRequest: false } : undefined;
    }
    if (functionName !== 'deliver') return undefined;
    const vaa = decodeSignedVaa(args[1]);
    const request = decodeRelayerMessage(vaa.payload);
    const isFor =
      to === relayer &&
      request.type === 'delivery' &&
      lowerHex(addressOn(null, request.target)) === transceiver;
    return isFor ? { vaa, payload: request.payload, isRequest: true } : undefined;
  } catch {
    return undefined; // another call
  }
}
