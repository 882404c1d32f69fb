import type { OperationDetail, Status } from './api-types.ts';
import { MidflightApiError } from './api-error.ts';
import { pause } from './pause.ts';
import { timeLimit } from './time-limit.ts';
import { isPassing, type Transport } from './transport.ts';

/** What `waitFor` may wait for. */
export type Goal = 'complete' | 'final';

/** An operation whose user has what was promised. */
export type CompleteOperation = OperationDetail & { status: 'complete' };

export interface WaitOptions {
  /** Milliseconds after which it gives up; without it, it waits until the signal is aborted. */
  timeout?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Called with every new version that is seen meanwhile, for a progress bar. */
  onUpdate?: ((operation: OperationDetail) => void) | undefined;
}

/** It is over, and not by completion: refunded, failed, cancelled or reverted. */
export class OperationEndedError extends Error {
  override readonly name = 'OperationEndedError';
  readonly operation: OperationDetail;

  constructor(operation: OperationDetail) {
    super(`${operation.id} is ${operation.status}, and will not be complete.`);
    this.operation = operation;
  }

  get status(): Status {
    return this.operation.status;
  }
}

/** It is not over yet: nothing is said of how it ends. */
export class WaitTimeoutError extends Error {
  override readonly name = 'WaitTimeoutError';
  /** As it was seen last; null if it was not known to the server yet. */
  readonly operation: OperationDetail | null;

  constructor(id: string, operation: OperationDetail | null) {
    super(`${id} is ${operation?.status ?? 'not known yet'}, and the time to wait is over.`);
    this.operation = operation;
  }
}

/** Milliseconds that the server is asked to hold a request, and that are left for its answer. */
const HOLD_MS = 25_000;
const ANSWER_MS = 1_000;
/** What a server says that holds no request just now: all places are taken, or it has just begun. */
const holdsNoneNow: ReadonlySet<string> = new Set(['too_many_waits', 'not_ready']);
/** Milliseconds between two questions at least, also where the server does not hold them. */
const INTERVAL_MS = 2_000;

/**
 * Waits until an operation is complete, or final as well. It believes nothing but the answer's own `status`. What is expired
 * or refunding may still end in either way, and is waited for. An operation that another one stands for now, after a reorg,
 * is left for that one.
 *
 * @throws OperationEndedError if it ended otherwise; WaitTimeoutError; MidflightApiError; the reason of the signal
 */
export async function waitFor(
  transport: Transport,
  { id, goal, interval = INTERVAL_MS }: { id: string; goal: Goal; interval?: number },
  { timeout = Infinity, signal, onUpdate }: WaitOptions = {},
): Promise<CompleteOperation> {
  const deadline = Date.now() + timeout;
  const limit = timeLimit(timeout, signal);
  let seen: OperationDetail | null = null;
  let current = id;
  /** Whether the server holds requests at all, and whether the next one is to be held: not the first, which says how it is. */
  let doesHold = true;
  let isHeldNext = false;
  try {
    for (;;) {
      const askedAt = Date.now();
      // It answers before the time is over here.
      const hold = Math.min(HOLD_MS, Math.floor(deadline - askedAt - ANSWER_MS));
      const isHeld = doesHold && isHeldNext && hold > 0;
      const query = isHeld ? { waitFor: goal, timeout: `${hold}ms` } : undefined;
      isHeldNext = true;
      const path = `/v1/operations/${encodeURIComponent(current)}`;
      let wait = seen === null ? 0 : interval;
      try {
        const operation: OperationDetail = await transport.call({
          path,
          query,
          signal: limit.signal,
        });
        if (seen?.version !== operation.version || seen.id !== operation.id) onUpdate?.(operation);
        seen = operation;
        if (isComplete(operation) && (goal === 'complete' || operation.final)) return operation;
        if (operation.supersededBy !== null) current = operation.supersededBy;
        else if (hasEnded(operation)) throw new OperationEndedError(operation);
      } catch (error) {
        if (!(error instanceof MidflightApiError)) throw error;
        if (query && (error.code === 'bad_request' || holdsNoneNow.has(error.code))) {
          // One that never holds a request, or none more just now, may answer those that do not wait.
          doesHold = error.code !== 'bad_request';
          isHeldNext = false;
          continue;
        }
        // Once it was there, a server that is away for a while is waited for as well.
        const isPatient = error.code === 'not_indexed_yet' || (seen !== null && isPassing(error));
        if (!isPatient) throw error;
        wait = Math.max(interval, (error.retryAfter ?? 0) * 1_000);
      }
      await pause(Math.max(0, wait - (Date.now() - askedAt)), limit.signal);
    }
  } catch (error) {
    const isTimeout = limit.isOver() && error === limit.signal.reason;
    throw isTimeout ? new WaitTimeoutError(id, seen) : error;
  } finally {
    limit.end();
  }
}

function isComplete(operation: OperationDetail): operation is CompleteOperation {
  return operation.status === 'complete';
}

function hasEnded({ status, terminal }: OperationDetail): boolean {
  return terminal && status !== 'complete';
}
