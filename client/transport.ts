import { failureOf } from './failure-of.ts';
import { MidflightApiError } from './api-error.ts';
import { backoffMs, pause } from './pause.ts';
import { timeLimit } from './time-limit.ts';

/** Where the API is, and how it is asked. */
export interface TransportOptions {
  /** Such as `https://midflight.example`; what stands behind the host is kept. */
  baseUrl: string;
  /** A key of the API, `mk_…`. A page that anybody may open must not carry one that is secret. */
  apiKey?: string | undefined;
  /** Another `fetch` than the global one. */
  fetch?: typeof fetch | undefined;
}

/** One value, or several, which the API takes separated by commas. */
export type QueryValue = string | number | boolean | readonly (string | number)[] | undefined;

export interface Request {
  /** GET unless given. Each may be sent twice without harm: whoever hears no answer cannot tell whether it was heard. */
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE' | undefined;
  path: string;
  query?: Record<string, QueryValue> | undefined;
  headers?: Record<string, string> | undefined;
  /** Sent as JSON. */
  body?: unknown;
  signal?: AbortSignal | undefined;
}

/** Asks the API. */
export interface Transport {
  /** The answer, whose status is a success. One try. @throws MidflightApiError */
  open: (request: Request) => Promise<Response>;
  /**
   * The answer's JSON; undefined where there is none to tell. A server that is busy or away is asked again, a few times.
   *
   * @throws MidflightApiError
   */
  call: <T>(request: Request) => Promise<T>;
}

const TRIES_MAX = 4;
/** What an answer may take; a server holds a long poll for less. */
const ANSWER_MS_MAX = 60_000;
/** Seconds. Who is told to come back later than this would rather know. */
const RETRY_AFTER_MAX = 20;

export function createTransport({
  baseUrl,
  apiKey,
  fetch: ask = fetch,
}: TransportOptions): Transport {
  const base = baseUrl.replace(/\/+$/, '');
  const open: Transport['open'] = async ({
    method,
    path,
    query = {},
    headers = {},
    body,
    signal,
  }) => {
    const url = base + path + queryText(query);
    let response: Response;
    try {
      // Not as a method: a browser's own `fetch` must be called on the window.
      response = await ask(url, {
        headers: {
          ...headers,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
        },
        ...(method && { method }),
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...(signal && { signal }),
      });
    } catch (cause) {
      throw unreachable(cause, base);
    }
    if (response.ok) return response;
    throw await failureOf(response);
  };
  const callOnce = async <T>(request: Request): Promise<T> => {
    const limit = timeLimit(ANSWER_MS_MAX, request.signal);
    try {
      const headers = { accept: 'application/json', ...request.headers };
      const response = await open({ ...request, headers, signal: limit.signal });
      const text = await response.text();
      // CAST: the types are generated from the document that the server's answers are held against.
      return (response.status === 204 ? undefined : parseJson(text, response.status)) as T;
    } catch (cause) {
      // Who aborts wants to see that, and no error of ours.
      if (request.signal?.aborted) throw request.signal.reason;
      throw cause instanceof MidflightApiError ? cause : unreachable(cause, base);
    } finally {
      limit.end();
    }
  };
  return {
    open,
    call: async (request) => {
      for (let tries = 1; ; tries += 1) {
        try {
          return await callOnce(request);
        } catch (error) {
          if (tries === TRIES_MAX || !isWorthATry(error)) throw error;
          const { retryAfter } = error;
          const ms = backoffMs(tries - 1);
          await pause(
            retryAfter === null ? ms : Math.max(retryAfter * 1_000, ms / 4),
            request.signal,
          );
        }
      }
    },
  };
}

/** Whether another try may do better: the server is busy or away, and does not ask for a long pause. */
function isWorthATry(error: unknown): error is MidflightApiError {
  if (!(error instanceof MidflightApiError) || !isPassing(error)) return false;
  return error.retryAfter === null || error.retryAfter <= RETRY_AFTER_MAX;
}

/** Whether an error says nothing of the request: it may pass by itself. */
export function isPassing({ status }: MidflightApiError): boolean {
  return status === null || status === 408 || status === 429 || (status >= 500 && status !== 501);
}

/** The error for an answer that Midflight did not write. */
export function notMidflight(status: number, options?: { cause?: unknown }): MidflightApiError {
  return new MidflightApiError(
    {
      code: 'unexpected_answer',
      message: `The answer, of status ${status}, is none of Midflight's.`,
      recovery: 'Check baseUrl, and what stands between this client and the server.',
      status,
      retryAfter: null,
    },
    options,
  );
}

function parseJson(text: string, status: number): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw notMidflight(status, { cause });
  }
}

function unreachable(cause: unknown, base: string): MidflightApiError {
  return new MidflightApiError(
    {
      code: 'unreachable',
      message: `${base} did not answer.`,
      recovery:
        'Check baseUrl, the network and, in a browser, whether the server allows this origin.',
      status: null,
      retryAfter: null,
    },
    { cause },
  );
}

function queryText(query: Record<string, QueryValue>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) params.set(name, String(value));
  }
  // An array's text has commas between its values, as the API takes them.
  return params.size === 0 ? '' : `?${params}`;
}
