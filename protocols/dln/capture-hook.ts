import type { Hex } from '../../core/raw-log.ts';
import type { Captured, CaptureInput } from '../define.ts';
import { reasonText } from '../reason-text.ts';
import { atDestination } from './capture-destination.ts';
import type { DlnDeployment } from './deployments.ts';

type Input<Args> = CaptureInput<Args, DlnDeployment>;

interface Registered {
  orderId: Hex;
  callId: Hex;
}

/** Reads `ExternalCallRegistered`: nobody has run the hook with the fill, and anyone may from now on. */
export function captureRegistered({ args, ...input }: Input<Registered>): Captured {
  return ofHook('call_registration', args.orderId, input, { callId: args.callId });
}

/**
 * Reads `ExternalCallExecuted`. A hook that failed is used up, and its tokens go to the address that it names for this; the
 * event behind this one is of the failure.
 */
export function captureExecuted({
  args,
  ...input
}: Input<{ orderId: Hex; callSucceeded: boolean }>): Captured {
  return ofHook(args.callSucceeded ? 'external_call' : 'fallback', args.orderId, input);
}

/** Reads `ExternalCallFailed`. */
export function captureFailed({
  args,
  ...input
}: Input<{ orderId: Hex; callResult: Hex }>): Captured {
  const captured = ofHook('external_call', args.orderId, input);
  const reason =
    args.callResult === '0x' ? 'no reason given' : `the hook: ${reasonText(args.callResult)}`;
  return { ...captured, outcome: 'failed', about: { ...captured.about, reason } };
}

interface Cancelled extends Registered {
  cancelBeneficiary: Hex;
  amount: bigint;
}

/** Reads `ExternalCallCancelled`: the order's authority has taken the tokens instead of the call. */
export function captureCallCancelled({ args, ...input }: Input<Cancelled>): Captured {
  const captured = ofHook('call_cancellation', args.orderId, input, {
    callId: args.callId,
    takenBy: args.cancelBeneficiary,
    taken: String(args.amount),
  });
  return { ...captured, about: { ...captured.about, owes: false } };
}

function ofHook(
  step: string,
  orderId: Hex,
  input: Omit<Input<unknown>, 'args'>,
  details?: Record<string, string>,
): Captured {
  if (!input.deployment.adapters.some((adapter) => adapter === input.emitter)) {
    throw new Error('a hook by another than the adapter');
  }
  const captured = atDestination(step, orderId, input, details);
  return { ...captured, about: { ...captured.about, kind: 'hook' } };
}
