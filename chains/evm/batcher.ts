import { HttpRequestError, ResponseBodyTooLargeError, RpcRequestError } from 'viem';
import { getHttpRpcClient } from 'viem/utils';
import type { Endpoint } from '../endpoints/endpoint.ts';
import type { Gate } from '../endpoints/throttle.ts';
import { isRateLimit, mayBeRateLimit } from './rate-limit.ts';
import { createSlowness, isTimeout } from './too-slow.ts';
import type { Span } from '../endpoints/span.ts';

/** One JSON-RPC call. */
export interface Call {
  method: string;
  params: readonly unknown[];
}

/** Makes one JSON-RPC call; throws what viem throws, or `TooSlow`. */
export type Send = (call: Call) => Promise<unknown>;

interface Waiting extends Call {
  id: number;
  resolve: (result: unknown) => void;
  reject: (error: unknown) => void;
}

/** HTTP statuses by which servers and their proxies refuse a batch for its size. */
const TOO_LARGE = [400, 413];
/** Batches up to this length that take too long do so for what is in them. */
const SLOW_MIN = 8;

/**
 * Sends calls that are made together in one HTTP request, in batches of a length that the endpoint has shown to take. An
 * answer belongs to the call of its id, in whatever order they come; a call that was not answered, or twice, fails.
 *
 * @param length how many calls to put into a batch: shared by all that ask this endpoint
 */
export function createBatcher({
  endpoint,
  timeoutMs,
  length,
  gate,
}: {
  endpoint: Endpoint;
  timeoutMs: number;
  length: Span;
  gate: Gate;
}): Send {
  const { url, headers } = endpoint;
  const http = getHttpRpcClient(url, { timeout: timeoutMs, fetchOptions: { headers } });
  const slowness = createSlowness();
  let waiting: Waiting[] = [];
  let ids = 0;

  const flush = () => {
    const calls = waiting;
    waiting = [];
    const most = Math.min(Number(length.next()), gate.most());
    for (const batch of batchesOf(calls, most)) void send(batch);
  };

  /** Sends one batch and settles its calls; false if all of it was refused, so that a smaller one may pass. */
  const send = async (calls: readonly Waiting[]): Promise<boolean> => {
    const blocks = BigInt(calls.length);
    try {
      const answers = await gate(calls.length, () => post(calls));
      settle(calls, answers, url);
      if (calls.some(isForMuch)) slowness.pass();
      length.accept(blocks, 0);
      return true;
    } catch (error) {
      if (calls.length > 1 && isForSize(error)) {
        const half = Math.ceil(calls.length / 2);
        const halves = [calls.slice(0, half), calls.slice(half)];
        const passed = await Promise.all(halves.map(send));
        // What is refused in pieces too was not refused for its length, and neither was what is large by itself.
        if (passed.every(Boolean) && !calls.some(isForMuch)) length.refuse(blocks);
        return false;
      }
      // It may be more than an endpoint allows in a second, or does in time: it is not sent again now, and shorter later.
      const isTooSlow = isTimeout(error) && calls.length > SLOW_MIN;
      if (calls.length > 1 && (isTooSlow || isTooOften(error))) length.refuse(blocks);
      const reason = calls.some(isForMuch) ? slowness.judge(error) : error;
      for (const { reject } of calls) reject(reason);
      return false;
    }
  };

  const post = async (calls: readonly Waiting[]): Promise<readonly unknown[]> => {
    const [first] = calls;
    if (first && calls.length === 1) return [await http.request({ body: bodyOf(first) })];
    const answers: unknown = await http.request({ body: calls.map(bodyOf) });
    if (!Array.isArray(answers)) throw new SyntaxError('the answer to a batch is no list');
    // viem answers every call with the one error by which a server refused the batch.
    const [same] = answers;
    if (answers.every((answer) => answer === same)) throw errorIn(same, calls, url) ?? notRpc();
    return answers;
  };

  return ({ method, params }) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(flush);
      ids += 1;
      waiting.push({ id: ids, method, params, resolve, reject });
    });
}

/**
 * Deals calls out to batches of a length at most, with one call that asks for much at most in each: if that is too much,
 * then it is by itself, and not the batch.
 */
function batchesOf(calls: readonly Waiting[], most: number): Waiting[][] {
  const batches: Waiting[][] = [];
  let hasMuch = false;
  for (const call of calls) {
    const isMuch = isForMuch(call);
    const last = batches.at(-1);
    if (last && last.length < most && !(isMuch && hasMuch)) {
      last.push(call);
      hasMuch ||= isMuch;
    } else {
      batches.push([call]);
      hasMuch = isMuch;
    }
  }
  return batches;
}

const bodyOf = ({ id, method, params }: Waiting) => ({ id, method, params });

/** Whether a call is for the logs of more than one block, or for all of one: nothing else takes a well node so long. */
function isForMuch({ method, params: [first, second] }: Call): boolean {
  if (method === 'eth_getBlockReceipts') return true;
  if (method === 'eth_getBlockByNumber') return second === true;
  if (method !== 'eth_getLogs' || !isRecord(first)) return false;
  return first['fromBlock'] !== first['toBlock'];
}

/** Gives each call the answer of its id. */
function settle(calls: readonly Waiting[], answers: readonly unknown[], url: string): void {
  const byId = new Map<string, unknown>();
  const doubled = new Set<string>();
  for (const answer of answers) {
    const id = idOf(answer);
    if (byId.has(id)) doubled.add(id);
    byId.set(id, answer);
  }
  for (const call of calls) {
    const id = String(call.id);
    // What cannot be parsed has no id, says the standard.
    const answer = byId.get(id) ?? (calls.length === 1 ? byId.get('null') : undefined);
    const error = errorIn(answer, call, url);
    if (error) call.reject(error);
    else if (!isRecord(answer) || answer['id'] === null || doubled.has(id) || !('result' in answer))
      call.reject(notRpc());
    else call.resolve(answer['result']);
  }
}

/** Some servers write numbers as text. */
const idOf = (answer: unknown) => (isRecord(answer) ? String(answer['id']) : '');

function errorIn(answer: unknown, body: object, url: string): RpcRequestError | null {
  if (!isRecord(answer) || !isRecord(answer['error'])) return null;
  const { code, message, data } = answer['error'];
  if (typeof code !== 'number' || typeof message !== 'string') return null;
  return new RpcRequestError({ body: { ...body }, error: { code, message, data }, url });
}

const notRpc = () => new SyntaxError('the answer is no JSON-RPC');

/** What may mean too many requests means that, of a whole batch. */
const isTooOften = (error: unknown) => isRateLimit(error) || mayBeRateLimit(error);

/** Whether a batch was refused as a whole in a way that fewer calls may mend. */
function isForSize(error: unknown): boolean {
  if (isTooOften(error)) return false;
  if (error instanceof RpcRequestError || error instanceof ResponseBodyTooLargeError) return true;
  if (!(error instanceof HttpRequestError)) return false;
  if (error.status !== undefined) return TOO_LARGE.includes(error.status);
  // Fewer answers than calls: viem says so by a plain error.
  return error.cause instanceof Error && /^Expected \d+ responses/.test(error.cause.message);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
