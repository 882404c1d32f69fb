import type { Captured, CaptureInput } from '../define.ts';
import type { Hex } from '../../core/raw-log.ts';
import type { SodaxDeployment } from './deployment.ts';
import { assetBookOf } from './assets.ts';
import { classifyCalls } from './classify.ts';
import { hubOf } from './hub-of.ts';
import { intentHash as hashOf, type SodaxIntent } from './intent.ts';
import { aboutIntent } from './intent-about.ts';
import { fillLink, intentLink, outgoingLink, walletLink } from './links.ts';
import { callsOf, isRelayed, walletOf } from './relayed.ts';

type Input = CaptureInput<unknown, SodaxDeployment>;

/** An intent that the hub has taken in: brought by a packet, or by somebody on the hub, whose operation begins with it. */
export function captureCreated(
  { intentHash, intent }: { intentHash: Hex; intent: SodaxIntent },
  input: Input,
): Captured {
  if (hashOf(intent) !== intentHash)
    throw new Error('an intent whose hash is not that of its fields');
  const { at, call, deployment, here } = input;
  const { network, relayId } = deployment;
  const { contracts } = hubOf(input);
  const about = aboutIntent(intent, intentHash, input);
  const link = intentLink(network, intentHash);
  // Others may create one in its creator's name, beside what the creator does.
  const isBrought = walletOf(call, contracts.assetManager) === intent.creator;
  const named = classifyCalls(callsOf(call), contracts, assetBookOf(contracts.assets)).intentHash;
  // A packet's operation is that of the first intent that it names: each other one begins here, with an end of its own.
  const isFurther = isBrought && named !== undefined && named !== intentHash;
  // A solver that pays in advance creates it too: of a spoke's intent the packet is the beginning all the same.
  const isOrdered = String(intent.srcChain) === relayId && !isRelayed(call);
  if (isOrdered || isFurther) {
    return { step: 'hub_order', links: [link], about: { ...about, origin: here } };
  }
  return {
    step: 'creation',
    links: [link, ...(isBrought ? [walletLink(network, at.transaction, intent.creator)] : [])],
    about,
  };
}

/** A fill, of all that is open of an intent or of a part; one that is paid before the input has come says so. */
export function captureFilled(
  {
    intentHash,
    intentState: { remainingInput, receivedOutput, pendingPayment },
  }: {
    intentHash: Hex;
    intentState: {
      exists: boolean;
      remainingInput: bigint;
      receivedOutput: bigint;
      pendingPayment: boolean;
    };
  },
  { at, deployment: { network }, here }: Input,
): Captured {
  return {
    step: pendingPayment ? 'prefill' : 'fill',
    links: [intentLink(network, intentHash), outgoingLink(network, at.transaction, 'cause')],
    about: {
      hub: here,
      remaining: remainingInput.toString(),
      details: { receivedOutput: receivedOutput.toString() },
    },
  };
}

/** Anybody may cancel one that is late: it is tied to its intent, and to nothing that brought it about. */
export function captureCancelled(
  { intentHash }: { intentHash: Hex },
  { deployment: { network }, here }: Input,
): Captured {
  return {
    step: 'cancellation',
    links: [intentLink(network, intentHash)],
    about: { hub: here, reason: 'its intent was cancelled' },
  };
}

/** The spoke has not paid out: what the hub had set aside for the fill is open again. */
export function captureFillFailed(
  { fillId, fill: { intentHash } }: { fillId: bigint; fill: { intentHash: Hex } },
  { deployment: { network }, here }: Input,
): Captured {
  return {
    step: 'fill',
    outcome: 'failed_retryable',
    links: [intentLink(network, intentHash), fillLink(network, fillId)],
    about: {
      hub: here,
      reason: `fill ${fillId} on the destination failed; the intent is open again`,
    },
  };
}
