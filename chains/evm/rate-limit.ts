import { HttpRequestError, RpcRequestError } from 'viem';
import { isReverted } from './reverted.ts';

/** Numbers that mean nothing else: HTTP's own, QuickNode's, those of Optimism's proxyd, and of others. */
const CODES = [429, -32_007, -32_012, -32_016, -32_024, -32_029, -32_097];
/** By any other number, such as -32000 or -32005. What is said of a batch is about how long that is. */
const TEXT =
  /rate.?limit|\brate exceeded|too many requests(?!.*\bbatch)|request count|over capacity|per second|compute units|\brps\b/i;
/** "Too many results" and "too many requests" are both -32005, and some nodes do not say which. */
const LIMIT_EXCEEDED = -32_005;
const BARE_TEXT = /^\W*(?:request )?limit exceeded\W*$/i;

/** True if an endpoint says that it is asked too often: smaller requests would be more of them. */
export function isRateLimit(error: unknown): boolean {
  if (error instanceof HttpRequestError) return error.status === 429;
  if (!(error instanceof RpcRequestError)) return false;
  if (error.status === 429 || CODES.includes(error.code)) return true;
  return TEXT.test(error.details) && !isReverted(error);
}

/** True if it may say that, or that the answer is too large. */
export const mayBeRateLimit = (error: unknown): boolean =>
  error instanceof RpcRequestError &&
  error.code === LIMIT_EXCEEDED &&
  BARE_TEXT.test(error.details);

/** What the header Retry-After says, in milliseconds: it has seconds, or a date. */
export function retryAfter(error: unknown): number | null {
  const has = error instanceof HttpRequestError || error instanceof RpcRequestError;
  const text = has ? error.headers?.get('retry-after') : undefined;
  if (!text) return null;
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now();
  return ms > 0 ? ms : null;
}
