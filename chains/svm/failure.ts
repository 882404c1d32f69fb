import { SolanaJSONRPCError } from '@solana/web3.js';
import { MidflightError } from '../../core/errors.ts';
import { withoutUrls, type Endpoint } from '../endpoints/endpoint.ts';
import { historyPruned } from '../endpoints/history-pruned.ts';

/** Some answer a whole page; the sentence about it ends here. */
const REASON_CHARS_MAX = 200;

/** What nodes of Solana answer, by their own numbers (Agave's `custom_error.rs`). */
const codes = {
  methodMissing: [-32_601],
  /** The node has no history at all, or cannot reach where it keeps it. */
  refused: [-32_010, -32_011, -32_015],
  /** The node lags, has not got it yet, or does not know the transaction to begin at. */
  absent: [-32_005, -32_014, -32_016, -32_019, -32_020],
  rateLimit: [429, -32_429],
};
/**
 * There is no block in the slot: -32007 and -32009 once it is final, -32004 before. By each of them a node may also mean
 * that it has not got the block.
 */
const NO_BLOCK = [-32_004, -32_007, -32_009];
/** Providers say it in words of their own, under numbers that mean something else: QuickNode's is that of a skipped slot. */
const RATE_LIMIT = /too many requests|rate.?limit|request limit|per second|over capacity/i;
/** A proxy that did not wait for its node's answer. */
const GATEWAY_TIMEOUTS = [408, 504, 524];
/** The only method that may take a node long that is well. */
const LISTING = 'getSignaturesForAddress';
/** The node has thrown the block away. */
const CLEANED_UP = -32_001;

/** Where a call failed. */
interface Where {
  method: string;
  chainName: string;
  endpoint: Endpoint;
}

/** A status that is no success, as what fetches throws it: web3.js would lose its headers. */
export class HttpFailure extends Error {
  readonly status: number;
  readonly retryAfter: string | null;

  constructor({
    status,
    text,
    retryAfter,
  }: {
    status: number;
    text: string;
    retryAfter: string | null;
  }) {
    super(`HTTP ${status} ${text}`);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** True if a node says that it shows no block in a slot. */
export const isNoBlock = (error: unknown): boolean =>
  NO_BLOCK.includes(codeIn(error)) && !isRateLimit(error);

const codeIn = (error: unknown) =>
  error instanceof SolanaJSONRPCError && typeof error.code === 'number' ? error.code : 0;

/** The error that an operator reads: what was asked, what came back, and no URL beyond its host. */
export function failure(error: unknown, { method, chainName, endpoint }: Where): MidflightError {
  if (error instanceof MidflightError) return error;
  if (error instanceof SolanaJSONRPCError && error.code === CLEANED_UP) {
    return historyPruned({ chainName, reason: withoutUrls(error.message, [endpoint]) });
  }
  const text = withoutUrls(reasonOf(error), [endpoint]).replaceAll(/\s+/g, ' ').trim();
  const reason = (
    text.length > REASON_CHARS_MAX ? `${text.slice(0, REASON_CHARS_MAX)}…` : text
  ).replace(/\.$/, '');
  return new MidflightError({
    code: codeOf(error, method),
    message: `${chainName} did not answer ${method}: ${reason}.`,
    recovery: 'It is asked again; if this lasts, check the RPC endpoint or add another one.',
    isTransient: true,
    context: { reason, ...(isTimeout(error) && { isTimeout: true }), ...contextOf(error) },
  });
}

/**
 * 1) the node said something: that. 2) what it said is not what was asked for: where. 3) neither: the deepest cause,
 * since "fetch failed" hides "connect ECONNREFUSED".
 */
function reasonOf(error: unknown): string {
  if (error instanceof SyntaxError) return 'the answer is no JSON-RPC';
  if (isMalformed(error)) return `the answer is malformed: ${error.message}`;
  if (!(error instanceof Error)) return String(error);
  // A name with several addresses: one error for each.
  if (error instanceof AggregateError) return error.errors.map(String).join(', ');
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message;
}

/** By name: web3.js does not export the schemas' error, and asks what is no list for its elements. */
const isMalformed = (error: unknown): error is Error =>
  error instanceof Error &&
  (error.name === 'StructError' || error.name === 'TypeError') &&
  !error.cause;

/**
 * 1) the node does not know the method: `rpc_method_missing`.
 * 2) what it answers is not what was asked for, or not there yet: `rpc_malformed`.
 * 3) it refuses this request, or the answer is too large, or a list and too slow: `rpc_refused`, a smaller one may pass.
 * 4) anything else, such as silence, being asked too often, or a key that it does not know: `rpc_unreachable`.
 */
function codeOf(error: unknown, method: string): string {
  const code = codeIn(error);
  if (isRateLimit(error)) return 'rpc_unreachable';
  if (codes.methodMissing.includes(code)) return 'rpc_method_missing';
  if (isMalformed(error) || codes.absent.includes(code)) return 'rpc_malformed';
  if (codes.refused.includes(code)) return 'rpc_refused';
  const isTooLarge = error instanceof HttpFailure && [400, 413].includes(error.status);
  const isTooSlow = isTimeout(error) && method === LISTING;
  return isTooLarge || isTooSlow ? 'rpc_refused' : 'rpc_unreachable';
}

const isTimeout = (error: unknown): boolean =>
  error instanceof HttpFailure
    ? GATEWAY_TIMEOUTS.includes(error.status)
    : error instanceof Error && error.name === 'TimeoutError';

const isRateLimit = (error: unknown): boolean =>
  error instanceof HttpFailure
    ? error.status === 429
    : error instanceof SolanaJSONRPCError &&
      (codes.rateLimit.includes(codeIn(error)) || RATE_LIMIT.test(error.message));

function contextOf(error: unknown): Record<string, unknown> {
  if (isRateLimit(error)) {
    const ms = error instanceof HttpFailure ? Number(error.retryAfter) * 1_000 : 0;
    return { isRateLimit: true, ...(ms > 0 && { retryAfterMs: ms }) };
  }
  if (codes.absent.includes(codeIn(error))) return { isAbsent: true };
  return error instanceof HttpFailure && error.status === 403 ? { isForbidden: true } : {};
}
