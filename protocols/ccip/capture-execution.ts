import type { Hex } from '../../core/raw-log.ts';
import type { Captured, CaptureInput } from '../define.ts';
import type { CcipDeployment } from './deployment.ts';
import { failureOf } from './failure.ts';
import { arrivalLink, messageLink } from './links.ts';
import { rampAt } from './ramp-at.ts';

type Input = CaptureInput<unknown, CcipDeployment>;

/** What `ExecutionStateChanged` tells in every version. */
export interface Execution {
  messageId: Hex;
  sequenceNumber: bigint;
  state: number;
  /** Absent on Solana, up to version 1.6. */
  returnData?: Hex;
}

/** Reads `ExecutionStateChanged` up to version 1.5, which leaves to the OffRamp whence the message comes. */
export function captureLaneExecution(execution: Execution, input: Input): Captured {
  const { deployment, emitter } = input;
  const { remote: source } = rampAt('offRamp', emitter, deployment);
  if (source === null) throw new Error('an execution that leaves open whence it comes');
  return captureCommitted(execution, source, input);
}

/** Reads `ExecutionStateChanged` of version 1.6. */
export function captureExecution(
  { sourceChainSelector, ...execution }: Execution & { sourceChainSelector: bigint },
  input: Input,
): Captured {
  rampAt('offRamp', input.emitter, input.deployment);
  return captureCommitted(execution, String(sourceChainSelector), input);
}

/** What was committed before is proven, and only a failure after that leaves the state that is told. */
function captureCommitted(execution: Execution, source: string, input: Input): Captured {
  const { at, emitter, deployment } = input;
  const { network } = deployment;
  const { sequenceNumber, returnData = '0x' } = execution;
  const arrival = { network, source, chain: at.chain, offRamp: emitter, sequenceNumber };
  const captured = tellExecution(execution, source, input);
  return {
    ...captured,
    links: [...captured.links, arrivalLink(arrival)],
    ...(isFailure(execution) && {
      outcome: 'failed_retryable' as const,
      about: { ...captured.about, reason: failureOf(returnData).reason },
    }),
  };
}

/**
 * Reads `ExecutionStateChanged` of version 2. Anybody may try to execute a message there, with proofs that prove nothing or
 * too little gas, so that a failure is that of somebody's try. It is the message's own only where the proofs have passed, which
 * comes before the token's pool and the receiver are called. The receiver gets all its gas, or the try is none; a pool that
 * lacks gas mostly says nothing. Source: chainlink-ccip `OffRamp.sol` 2.0, at `execute` and `getExecutionState`.
 */
export function captureExecutionV2(
  { sourceChainSelector, ...execution }: Execution & { sourceChainSelector: bigint },
  input: Input,
): Captured {
  rampAt('offRamp', input.emitter, input.deployment);
  const captured = tellExecution(execution, String(sourceChainSelector), input);
  if (!isFailure(execution)) return captured;
  const { by, data, reason } = failureOf(execution.returnData ?? '0x');
  const isOwn = by === 'receiver' || (by === 'pool' && data !== '0x');
  return {
    ...captured,
    step: isOwn ? 'execution' : 'attempt',
    outcome: 'failed_retryable',
    about: { ...captured.about, reason },
  };
}

function tellExecution(
  { messageId, sequenceNumber }: Execution,
  source: string,
  { deployment, here, chainNamed }: Input,
): Captured {
  return {
    step: 'execution',
    links: [messageLink(deployment.network, messageId)],
    about: {
      origin: chainNamed(source),
      destination: here,
      details: { messageId, sequenceNumber: String(sequenceNumber) },
    },
  };
}

/** States are 0 untouched, 1 in progress, 2 success, 3 failure; no OffRamp emits the first two. */
function isFailure({ state }: Execution): boolean {
  if (state !== 2 && state !== 3) throw new Error(`an execution in the state ${state}`);
  return state === 3;
}
