import {
  BaseError,
  createClient,
  fallback,
  http,
  HttpRequestError,
  LimitExceededRpcError,
  MethodNotFoundRpcError,
  MethodNotSupportedRpcError,
  ResponseBodyTooLargeError,
  RpcError,
  RpcRequestError,
  TimeoutError,
  UnknownRpcError,
  type Transport,
} from 'viem';
import type { ZodError, ZodType } from 'zod';
import { MidflightError } from '../../core/errors.ts';
import { parseEndpoint, withoutUrls, type Endpoint } from './endpoint.ts';
import { quantitySchema } from './schemas.ts';

const TIMEOUT_MS = 15_000;
const BATCH_MAX = 100;
/** Tries for one request, before the caller's own loop takes over. */
const RETRIES_MAX = 2;
/** An endpoint that accepts and stays silent would hold up the start of all others for a minute and more. */
const PROBE_TIMEOUT_MS = 5_000;
const PROBE_RETRIES_MAX = 1;
/** Some answer a whole page; the sentence about it ends here. */
const REASON_CHARS_MAX = 200;

/** A chain's JSON-RPC endpoints as one: calls are checked by a schema, and errors never show a URL's key. */
export interface Rpc {
  call: <T>(method: string, params: readonly unknown[], schema: ZodType<T>) => Promise<T>;
}

/**
 * Connects to the endpoints that answer and are of the right chain; the others are left out, with a warning. An endpoint
 * that takes no batches is used without.
 *
 * @throws MidflightError `rpc_wrong_chain` if one serves another chain, `rpc_unreachable` if none answers.
 */
export async function connectRpc({
  chainName,
  chainId,
  urls,
  warn,
}: {
  chainName: string;
  chainId: number;
  urls: readonly string[];
  warn: (message: string) => void;
}): Promise<Rpc> {
  const endpoints = urls.map(parseEndpoint);
  const answers = await Promise.allSettled(
    endpoints.map((endpoint) => probe({ endpoint, chainName, chainId })),
  );
  const transports: Transport[] = [];
  const failures: string[] = [];
  for (const [index, answer] of answers.entries()) {
    const name = endpoints[index]?.name ?? '';
    if (answer.status === 'fulfilled') transports.push(answer.value);
    else if (isTransient(answer.reason)) failures.push(`${name} (${reasonIn(answer.reason)})`);
    else throw answer.reason;
  }
  const [first] = transports;
  if (!first) {
    throw new MidflightError({
      code: 'rpc_unreachable',
      message: `No RPC endpoint of ${chainName} answers: ${failures.join(', ')}.`,
      recovery: `Check RPC_URL_${chainId} and that the endpoint runs, or add another one after a comma.`,
      isTransient: true,
    });
  }
  if (failures.length > 0) {
    warn(
      `${chainName} does without these RPC endpoints until the next start: ${failures.join(', ')}.`,
    );
  }
  // Each endpoint tries again by itself; the fallback would do all of that once more, and four times by default.
  const transport = transports.length > 1 ? fallback(transports, { retryCount: 0 }) : first;
  return rpcOver(transport, chainName, endpoints);
}

/** Asks an endpoint who it is, with and without batches at once. */
async function probe({
  endpoint,
  chainName,
  chainId,
}: {
  endpoint: Endpoint;
  chainName: string;
  chainId: number;
}): Promise<Transport> {
  const { url, headers } = endpoint;
  const transportWith = (batch: boolean, timeout: number, retryCount: number) =>
    http(url, {
      batch: batch && { batchSize: BATCH_MAX },
      fetchOptions: { headers },
      timeout,
      retryCount,
    });
  const ask = async (batch: boolean) => {
    const transport = transportWith(batch, PROBE_TIMEOUT_MS, PROBE_RETRIES_MAX);
    const rpc = rpcOver(transport, chainName, [endpoint]);
    const [served] = await Promise.all([
      rpc.call('eth_chainId', [], quantitySchema),
      rpc.call('eth_blockNumber', [], quantitySchema),
    ]);
    return served;
  };
  const [batched, single] = await Promise.allSettled([ask(true), ask(false)]);
  const answer = batched.status === 'fulfilled' ? batched : single;
  if (answer.status === 'rejected') throw answer.reason;
  if (answer.value !== BigInt(chainId)) {
    throw new MidflightError({
      code: 'rpc_wrong_chain',
      message: `The RPC endpoint ${endpoint.name} for ${chainName} serves chain ${answer.value}, not ${chainId}.`,
      recovery: `Set RPC_URL_${chainId} to an endpoint of chain ${chainId}.`,
    });
  }
  return transportWith(answer === batched, TIMEOUT_MS, RETRIES_MAX);
}

function rpcOver(transport: Transport, chainName: string, endpoints: readonly Endpoint[]): Rpc {
  const client = createClient({ transport });
  return {
    call: async (method, params, schema) => {
      let answer: unknown;
      try {
        // CAST: viem types only the methods that it knows; the schema below checks what comes back.
        answer = await client.request({ method, params } as never);
      } catch (error) {
        throw describe(error, { method, chainName, endpoints });
      }
      const parsed = schema.safeParse(answer);
      if (parsed.success) return parsed.data;
      const what = describeMalformed(answer, parsed.error);
      throw new MidflightError({
        code: 'rpc_malformed',
        message: `${chainName} answered ${method} with ${what}.`,
        recovery: 'It is asked again; if this lasts, use another RPC endpoint.',
        isTransient: true,
        context: { reason: `${method} gave ${what}` },
      });
    },
  };
}

function describeMalformed(answer: unknown, { issues: [issue] }: ZodError): string {
  if (answer === null) return 'null';
  if (answer === undefined) return 'nothing';
  return `something malformed: ${issue?.path.join('.') || 'answer'} ${issue?.message}`;
}

const isTransient = (error: unknown) => error instanceof MidflightError && error.isTransient;

const reasonIn = (error: unknown) =>
  error instanceof MidflightError ? String(error.context['reason']) : String(error);

/** The error that an operator reads: what was asked, what came back, and no URL beyond its host. */
function describe(
  error: unknown,
  {
    method,
    chainName,
    endpoints,
  }: { method: string; chainName: string; endpoints: readonly Endpoint[] },
): MidflightError {
  const text = withoutUrls(reasonOf(error), endpoints).replaceAll(/\s+/g, ' ').trim();
  const reason = (
    text.length > REASON_CHARS_MAX ? `${text.slice(0, REASON_CHARS_MAX)}…` : text
  ).replace(/\.$/, '');
  return new MidflightError({
    code: codeOf(error),
    message: `${chainName} did not answer ${method}: ${reason}.`,
    recovery: 'It is asked again; if this lasts, check the RPC endpoint or add another one.',
    isTransient: true,
    context: { reason },
  });
}

/**
 * What went wrong, in few words:
 * 1) the node said something: that. 2) the HTTP layer did: its status too. 3) neither: the deepest cause, since
 * "fetch failed" hides "connect ECONNREFUSED".
 */
function reasonOf(error: unknown): string {
  if (!(error instanceof BaseError)) return String(error);
  const cause = error.walk(
    (part) => part instanceof UnknownRpcError || part instanceof HttpRequestError,
  );
  if (cause instanceof UnknownRpcError) return 'the answer is no JSON-RPC';
  if (cause instanceof HttpRequestError) {
    return cause.status === undefined ? deepest(cause) : `HTTP ${cause.status} ${cause.details}`;
  }
  return error.details || error.shortMessage;
}

function deepest(error: Error): string {
  if (error.cause instanceof Error) return deepest(error.cause);
  // A name with several addresses: one error for each.
  if (error instanceof AggregateError) return error.errors.map(String).join(', ');
  return error instanceof BaseError ? error.details || error.shortMessage : error.message;
}

/**
 * 1) the node does not know the method: `rpc_method_missing`.
 * 2) we ask too often: `rpc_unreachable`, since smaller requests would be more of them.
 * 3) it refuses this request, or the answer is too large or too slow: `rpc_refused`, a smaller one may pass.
 * 4) anything else: `rpc_unreachable`.
 */
function codeOf(error: unknown): string {
  if (!(error instanceof BaseError)) return 'rpc_unreachable';
  const has = (test: (cause: unknown) => boolean) => error.walk(test) !== null;
  const isMissing = (cause: unknown) =>
    cause instanceof MethodNotFoundRpcError || cause instanceof MethodNotSupportedRpcError;
  if (has(isMissing)) return 'rpc_method_missing';
  if (has(isRateLimit) || has((cause) => cause instanceof UnknownRpcError))
    return 'rpc_unreachable';
  const isRefusal = (cause: unknown) =>
    cause instanceof RpcRequestError ||
    cause instanceof RpcError ||
    cause instanceof ResponseBodyTooLargeError ||
    cause instanceof TimeoutError ||
    (cause instanceof HttpRequestError && cause.status === 413);
  return has(isRefusal) ? 'rpc_refused' : 'rpc_unreachable';
}

/** -32005 is both "too many results" and "too many requests"; -32007 is QuickNode's own. */
function isRateLimit(cause: unknown): boolean {
  if (cause instanceof HttpRequestError) return cause.status === 429;
  if (!(cause instanceof RpcRequestError)) return false;
  if (cause.status === 429 || cause.code === 429 || cause.code === -32_007) return true;
  return (
    cause.code === LimitExceededRpcError.code &&
    /\brate\b|too many requests|request count|per second/i.test(cause.details)
  );
}
