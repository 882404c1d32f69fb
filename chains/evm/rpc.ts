import {
  BaseError,
  createClient,
  fallback,
  http,
  HttpRequestError,
  MethodNotFoundRpcError,
  MethodNotSupportedRpcError,
  ResponseBodyTooLargeError,
  RpcError,
  RpcRequestError,
  TimeoutError,
  type Transport,
} from 'viem';
import type { ZodType } from 'zod';
import { MidflightError } from '../../core/errors.ts';
import { quantitySchema } from './schemas.ts';

const TIMEOUT_MS = 15_000;
const BATCH_MAX = 100;
/** Tries for one request, before the caller's own loop takes over. */
const RETRIES_MAX = 2;

/** A chain's JSON-RPC endpoints as one: calls are checked by a schema, and errors never show a URL's key. */
export interface Rpc {
  call: <T>(method: string, params: readonly unknown[], schema: ZodType<T>) => Promise<T>;
}

/**
 * Connects to the endpoints that answer and are of the right chain. An endpoint that takes no batches is used without.
 *
 * @throws MidflightError `rpc_wrong_chain` if one serves another chain, `rpc_unreachable` if none answers.
 */
export async function connectRpc({
  chainName,
  chainId,
  urls,
}: {
  chainName: string;
  chainId: number;
  urls: readonly string[];
}): Promise<Rpc> {
  const answers = await Promise.allSettled(urls.map((url) => probe({ url, chainName, chainId })));
  const failures = answers.flatMap((answer) =>
    answer.status === 'rejected' ? [answer.reason] : [],
  );
  const fatal = failures.find((error) => error instanceof MidflightError && !error.isTransient);
  if (fatal) throw fatal;
  const transports = answers.flatMap((answer) =>
    answer.status === 'fulfilled' ? [answer.value] : [],
  );
  const [first] = transports;
  if (!first) throw failures[0];
  return rpcOver(transports.length > 1 ? fallback(transports) : first, chainName);
}

async function probe({
  url,
  chainName,
  chainId,
}: {
  url: string;
  chainName: string;
  chainId: number;
}) {
  const batched = http(url, {
    batch: { batchSize: BATCH_MAX },
    timeout: TIMEOUT_MS,
    retryCount: RETRIES_MAX,
  });
  const single = http(url, { timeout: TIMEOUT_MS, retryCount: RETRIES_MAX });
  const ask = async (transport: Transport) => {
    const rpc = rpcOver(transport, chainName);
    const [answer] = await Promise.all([
      rpc.call('eth_chainId', [], quantitySchema),
      rpc.call('eth_blockNumber', [], quantitySchema),
    ]);
    return answer;
  };
  let transport: Transport = batched;
  const served = await ask(batched).catch(() => {
    transport = single;
    return ask(single);
  });
  if (served !== BigInt(chainId)) {
    throw new MidflightError({
      code: 'rpc_wrong_chain',
      message: `The RPC endpoint ${redact(url)} for ${chainName} serves chain ${served}, not ${chainId}.`,
      recovery: `Set RPC_URL_${chainId} to an endpoint of chain ${chainId}.`,
    });
  }
  return transport;
}

function rpcOver(transport: Transport, chainName: string): Rpc {
  const client = createClient({ transport });
  return {
    call: async (method, params, schema) => {
      let answer: unknown;
      try {
        // CAST: viem types only the methods that it knows; the schema below checks what comes back.
        answer = await client.request({ method, params } as never);
      } catch (error) {
        throw describe(error, method, chainName);
      }
      const parsed = schema.safeParse(answer);
      if (parsed.success) return parsed.data;
      const issue = parsed.error.issues[0];
      throw new MidflightError({
        code: 'rpc_malformed',
        message: `${chainName} answered ${method} with ${answer === null ? 'null' : 'something malformed'}: ${issue?.path.join('.') || 'answer'} ${issue?.message}.`,
        recovery: 'It is asked again; if this lasts, use another RPC endpoint.',
        isTransient: true,
      });
    },
  };
}

/** The error that an operator reads: what was asked, what came back, and no URL beyond its host. */
function describe(error: unknown, method: string, chainName: string): MidflightError {
  const details =
    error instanceof BaseError ? `${error.shortMessage} ${error.details}` : String(error);
  return new MidflightError({
    code: codeOf(error),
    message: `${chainName} did not answer ${method}: ${redactAll(details)}`,
    recovery: 'It is asked again; if this lasts, check the RPC endpoint or add another one.',
    isTransient: true,
  });
}

/**
 * 1) the node does not know the method: `rpc_method_missing`.
 * 2) it refuses this request, or the answer is too large or too slow: `rpc_refused`, a smaller one may pass.
 * 3) anything else: `rpc_unreachable`.
 */
function codeOf(error: unknown): string {
  if (!(error instanceof BaseError)) return 'rpc_unreachable';
  const has = (test: (cause: unknown) => boolean) => error.walk(test) !== null;
  if (
    has(
      (cause) =>
        cause instanceof MethodNotFoundRpcError || cause instanceof MethodNotSupportedRpcError,
    )
  ) {
    return 'rpc_method_missing';
  }
  const isRefusal = (cause: unknown) =>
    cause instanceof RpcRequestError ||
    cause instanceof RpcError ||
    cause instanceof ResponseBodyTooLargeError ||
    cause instanceof TimeoutError ||
    (cause instanceof HttpRequestError && cause.status === 413);
  return has(isRefusal) ? 'rpc_refused' : 'rpc_unreachable';
}

/** Only the host of a URL: paths, queries and user names carry keys. */
function redact(url: string): string {
  try {
    const { protocol, host } = new URL(url);
    return `${protocol}//${host}`;
  } catch {
    return '(malformed URL)';
  }
}

function redactAll(text: string): string {
  return text.replaceAll(/\b(?:https?|wss?):\/\/[^\s"')]+/g, redact);
}
