import { HttpRequestError, TimeoutError, type BaseError } from 'viem';

/** Statuses by which a gateway says that the node behind it took too long. */
const GATEWAY_TIMEOUTS = [408, 504, 524];
/** Statuses by which it says that the node is down; or that it hung up, as over a request that asks too much. */
const GATEWAY_FAILURES = [502, 503];
/** What is down long enough to fail so often in a row fails to say who it is as well, and is asked nothing then. */
const FAILURES_MAX = 3;

/** A request that asked for much and took too long: the node may be slow about that, and well otherwise. */
export class TooSlow extends Error {
  constructor(cause: BaseError) {
    const status = cause instanceof HttpRequestError ? `HTTP ${cause.status} ` : '';
    super(status + (cause.details || cause.shortMessage), { cause });
  }
}

/** True if a request took too long for us, or for a gateway on the way. */
export const isTimeout = (error: unknown): error is BaseError =>
  error instanceof TimeoutError || hasStatus(error, GATEWAY_TIMEOUTS);

/** Remembers how an endpoint did with requests that ask for much. */
export interface Slowness {
  /** One of them was answered. */
  pass: () => void;
  /** One of them failed: the error as it is, or as `TooSlow` where less may pass. */
  judge: (error: unknown) => unknown;
}

/** For one endpoint. */
export function createSlowness(): Slowness {
  let failures = 0;
  return {
    pass: () => {
      failures = 0;
    },
    judge: (error) => {
      if (isTimeout(error)) return new TooSlow(error);
      if (!hasStatus(error, GATEWAY_FAILURES)) return error;
      failures += 1;
      return failures > FAILURES_MAX ? new TooSlow(error) : error;
    },
  };
}

const hasStatus = (error: unknown, statuses: readonly number[]): error is HttpRequestError =>
  error instanceof HttpRequestError && statuses.includes(error.status ?? 0);
