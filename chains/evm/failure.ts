import { BaseError, HttpRequestError, ResponseBodyTooLargeError, RpcRequestError } from 'viem';
import { MidflightError } from '../../core/errors.ts';
import { withoutUrls, type Endpoint } from '../endpoints/endpoint.ts';
import { historyPruned } from '../endpoints/history-pruned.ts';
import { isRateLimit, mayBeRateLimit, retryAfter } from './rate-limit.ts';
import { isReverted } from './reverted.ts';
import { isTimeout, TooSlow } from './too-slow.ts';

/** Some answer a whole page; the sentence about it ends here. */
const REASON_CHARS_MAX = 200;
const METHOD_MISSING = [-32_601, -32_004];
/** "block is out of range" of Optimism's proxyd, and "unknown block" of the Engine API. */
const ABSENT = [-32_019, -39_001];
/** How nodes say by any other number that they have not got a block, or not yet. */
const ABSENT_TEXT =
  /beyond (?:the )?(?:current head|latest)|\b(?:header|block) not found|unknown block|block is out of range|after last accepted block|cannot be found|could not find block/i;
/** The node has thrown the block, or what happened in it, away: EIP-4444, as Geth, Reth and Nethermind say it. */
const PRUNED = 4_444;
/** Logs may be too many; of anything else only the requests may. */
const LOGS = 'eth_getLogs';

/** The error that an operator reads: what was asked, what came back, and no URL beyond its host. */
export function failure(
  error: unknown,
  { method, chainName, endpoint }: { method: string; chainName: string; endpoint: Endpoint },
): MidflightError {
  // What waited at an endpoint fails as what was sent there did.
  if (error instanceof MidflightError) return error;
  const text = withoutUrls(reasonOf(error), [endpoint]).replaceAll(/\s+/g, ' ').trim();
  const reason = (
    text.length > REASON_CHARS_MAX ? `${text.slice(0, REASON_CHARS_MAX)}…` : text
  ).replace(/\.$/, '');
  if (error instanceof RpcRequestError && error.code === PRUNED) {
    return historyPruned({ chainName, reason });
  }
  const code = codeOf(error, method);
  return new MidflightError({
    code,
    message: `${chainName} did not answer ${method}: ${reason}.`,
    recovery: 'It is asked again; if this lasts, check the RPC endpoint or add another one.',
    isTransient: true,
    context: { reason, ...contextOf(error, code) },
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
 * 3) it has not got the block: `rpc_malformed`, as where it answers with null.
 * 4) it refuses this request, or the answer is too large or much and too slow: `rpc_refused`, a smaller one may pass.
 * 5) anything else, such as silence: `rpc_unreachable`.
 */
function codeOf(error: unknown, method: string): string {
  if (error instanceof RpcRequestError && METHOD_MISSING.includes(error.code))
    return 'rpc_method_missing';
  if (isRateLimit(error) || (mayBeRateLimit(error) && method !== LOGS)) return 'rpc_unreachable';
  if (isAbsent(error)) return 'rpc_malformed';
  const isRefusal =
    error instanceof RpcRequestError ||
    error instanceof ResponseBodyTooLargeError ||
    error instanceof TooSlow ||
    (error instanceof HttpRequestError && error.status === 413);
  return isRefusal ? 'rpc_refused' : 'rpc_unreachable';
}

/** What of it decides what becomes of the endpoint, and of the range. */
function contextOf(error: unknown, code: string): Record<string, unknown> {
  if (code === 'rpc_malformed') return { isAbsent: true };
  if (error instanceof TooSlow || isTimeout(error)) return { isTimeout: true };
  if (code === 'rpc_refused' && mayBeRateLimit(error)) return { mayBeRateLimit: true };
  if (!isRateLimit(error) && !mayBeRateLimit(error)) return {};
  const retryAfterMs = retryAfter(error);
  return { isRateLimit: true, ...(retryAfterMs !== null && { retryAfterMs }) };
}

const isAbsent = (error: unknown): boolean =>
  error instanceof RpcRequestError &&
  (ABSENT.includes(error.code) || (ABSENT_TEXT.test(error.details) && !isReverted(error)));
