import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { callbackify } from 'node:util';
import { reasonOf } from '../core/errors.ts';
import { isAddressAllowed } from './check-address.ts';
import { checkUrl, type Reach } from './check-url.ts';
import { resolver, type Resolve } from './resolve.ts';

/** Of an answer no more than this is read; only its status counts. */
const ANSWER_BYTES_MAX = 4_096;

const system = resolver();

/** How a delivery is sent. */
export interface PostOptions {
  reach: Reach;
  timeoutMs: number;
  signal: AbortSignal;
  resolve?: Resolve;
}

/**
 * What came of sending. Who registers webhooks sees `reason` and no more, or they could look around in this machine's network
 * by it; `detail` is for the log.
 */
export type Sent =
  | { type: 'answered'; status: number; retryAfterMs: number | null }
  | { type: 'failed'; reason: 'address_refused' | 'no_answer'; detail: string };

/**
 * Sends a body to a URL, once. The name is resolved here, every address of it is judged, and the connection is made to one of
 * these very addresses. Redirects are not followed: a status is a status.
 */
export async function post(
  text: string,
  { headers, body }: { headers: Record<string, string>; body: string },
  { reach, timeoutMs, signal, resolve = system }: PostOptions,
): Promise<Sent> {
  let isRefused = false;
  const limit = AbortSignal.timeout(timeoutMs);
  const either = AbortSignal.any([signal, limit]);
  const judged = callbackify(async (host: string) => {
    const addresses = await resolve(host, either);
    isRefused = !addresses.every(({ address }) => isAddressAllowed(address, reach));
    const [first] = addresses;
    if (isRefused || !first) throw new Error(`${host} is not to be reached`);
    return { addresses, first };
  });
  const lookup: LookupFunction = (host, options, done) => {
    judged(host, (error, found) => {
      if (error) done(error, []);
      else if (options.all) done(null, found.addresses);
      else done(null, found.first.address, found.first.family);
    });
  };
  let url: URL;
  try {
    // An address in the URL itself is looked up by nobody.
    url = checkUrl(text, reach);
  } catch (error) {
    return { type: 'failed', reason: 'address_refused', detail: reasonOf(error) };
  }
  try {
    const response = await new Promise<IncomingMessage>((answered, failed) => {
      const open = url.protocol === 'https:' ? requestHttps : requestHttp;
      const request = open(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'user-agent': 'Midflight-Webhooks',
          ...headers,
        },
        lookup,
        // A connection of its own for each: one that is kept would outlive what its address was judged by.
        agent: false,
        signal: either,
      });
      request.on('response', answered);
      request.on('error', failed);
      request.end(body);
    });
    await drain(response);
    return {
      type: 'answered',
      status: response.statusCode ?? 0,
      retryAfterMs: retryAfterMs(response.headers['retry-after'], Date.now()),
    };
  } catch (error) {
    return {
      type: 'failed',
      reason: isRefused ? 'address_refused' : 'no_answer',
      detail: limit.aborted ? `nothing within ${timeoutMs} ms` : reasonOf(error),
    };
  }
}

/** Reads a little of an answer, so that its sender sees it taken. What becomes of it is no matter: the status is known. */
async function drain(response: IncomingMessage): Promise<void> {
  let bytes = 0;
  try {
    // Leaving the loop closes the connection.
    for await (const chunk of response) {
      // CAST: no encoding is set, so that chunks are bytes.
      bytes += (chunk as Buffer).length;
      if (bytes > ANSWER_BYTES_MAX) return;
    }
  } catch {
    // It was cut short.
  }
}

/** How long a receiver asks to be left alone, by seconds or by date. */
export function retryAfterMs(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1_000;
  const until = Date.parse(header);
  return Number.isNaN(until) ? null : Math.max(0, until - now);
}
