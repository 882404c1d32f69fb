import {
  BaseError,
  HttpRequestError,
  ResponseBodyTooLargeError,
  RpcRequestError,
  TimeoutError,
} from 'viem';
import { MidflightError } from '../../core/errors.ts';
import { withoutUrls, type Endpoint } from '../endpoints/endpoint.ts';

/** Some answer a whole page; the sentence about it ends here. */
const REASON_CHARS_MAX = 200;
const METHOD_MISSING = [-32_601, -32_004];
const LIMIT_EXCEEDED = -32_005;
/** QuickNode's own number for "too many requests". */
const REQUEST_LIMIT = -32_007;

/** A time-out of a request that asked for much: the node may be slow about that, and well otherwise. */
export class TooSlow extends Error {
  constructor(cause: TimeoutError) {
    super(cause.details || cause.shortMessage, { cause });
  }
}

/** The error that an operator reads: what was asked, what came back, and no URL beyond its host. */
export function failure(
  error: unknown,
  { method, chainName, endpoint }: { method: string; chainName: string; endpoint: Endpoint },
): MidflightError {
  const text = withoutUrls(reasonOf(error), [endpoint]).replaceAll(/\s+/g, ' ').trim();
  const reason = (
    text.length > REASON_CHARS_MAX ? `${text.slice(0, REASON_CHARS_MAX)}…` : text
  ).replace(/\.$/, '');
  return new MidflightError({
    code: codeOf(error),
    message: `${chainName} did not answer ${method}: ${reason}.`,
    recovery: 'It is asked again; if this lasts, check the RPC endpoint or add another one.',
    isTransient: true,
    context: {
      reason,
      ...((error instanceof TooSlow || error instanceof TimeoutError) && { isTimeout: true }),
      ...(isRateLimit(error) && { isRateLimit: true, ...retryAfter(error) }),
    },
  });
}

/**
 * What went wrong, in few words:
 * 1) the node said something: that. 2) the HTTP layer did: its status too. 3) neither: the deepest cause, since
 * "fetch failed" hides "connect ECONNREFUSED".
 */
function reasonOf(error: unknown): string {
  if (error instanceof HttpRequestError) {
    return error.status === undefined ? deepest(error) : `HTTP ${error.status} ${error.details}`;
  }
  if (error instanceof BaseError) return error.details || error.shortMessage;
  return error instanceof Error ? error.message : String(error);
}

function deepest(error: Error): string {
  if (error instanceof SyntaxError) return 'the answer is no JSON-RPC';
  if (error.cause instanceof Error) return deepest(error.cause);
  // A name with several addresses: one error for each.
  if (error instanceof AggregateError) return error.errors.map(String).join(', ');
  return error instanceof BaseError ? error.details || error.shortMessage : error.message;
}

/**
 * 1) the node does not know the method: `rpc_method_missing`.
 * 2) we ask too often: `rpc_unreachable`, since smaller requests would be more of them.
 * 3) it refuses this request, or the answer is too large or much and too slow: `rpc_refused`, a smaller one may pass.
 * 4) anything else, such as silence: `rpc_unreachable`.
 */
function codeOf(error: unknown): string {
  if (error instanceof RpcRequestError && METHOD_MISSING.includes(error.code))
    return 'rpc_method_missing';
  if (isRateLimit(error)) return 'rpc_unreachable';
  const isRefusal =
    error instanceof RpcRequestError ||
    error instanceof ResponseBodyTooLargeError ||
    error instanceof TooSlow ||
    (error instanceof HttpRequestError && error.status === 413);
  return isRefusal ? 'rpc_refused' : 'rpc_unreachable';
}

/** -32005 is both "too many results" and "too many requests". */
export function isRateLimit(error: unknown): boolean {
  if (error instanceof HttpRequestError) return error.status === 429;
  if (!(error instanceof RpcRequestError)) return false;
  if (error.status === 429 || error.code === 429 || error.code === REQUEST_LIMIT) return true;
  return (
    error.code === LIMIT_EXCEEDED &&
    /\brate\b|too many requests|request count|per second/i.test(error.details)
  );
}

/** What the header Retry-After says: seconds, or a date. */
function retryAfter(error: unknown): { retryAfterMs?: number } {
  const has = error instanceof HttpRequestError || error instanceof RpcRequestError;
  const text = has ? error.headers?.get('retry-after') : undefined;
  if (!text) return {};
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now();
  return ms > 0 ? { retryAfterMs: ms } : {};
}
