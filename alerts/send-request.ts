import { reasonOf } from '../core/errors.ts';
import { retryAfterMs } from '../webhooks/post.ts';
import type { SendOptions, SendResult } from './channel.ts';

/** Of an answer no more than this is read. */
const ANSWER_LENGTH_MAX = 4_096;
const SHOWN_LENGTH_MAX = 300;
const TOO_MANY_REQUESTS = 429;
/** A part of a secret URL that is shorter is a word such as `services`. */
const SECRET_PART_LENGTH_MIN = 9;

/** A request to a service. Its URL may hold a secret, and is never shown. */
export interface ServiceRequest {
  url: string;
  method?: 'POST';
  headers?: Readonly<Record<string, string>>;
  body: string;
  /** Reads from a body how long the service asks to be left alone; by default the header says so. */
  retryAfterIn?: (body: unknown) => number | null;
  /** Whether a refusal says that nobody is there any more; by default none does. */
  isGone?: (refusal: { status: number; text: string; body: unknown }) => boolean;
  /** Secrets that an answer may repeat: they are taken out of what is shown. */
  secrets?: readonly string[];
}

/**
 * Sends a body to a service, once. Operators name services themselves, also in their own network: addresses are not judged, and
 * redirects are not followed.
 */
export async function sendRequest(
  { url, headers = {}, body, retryAfterIn, isGone, secrets = [] }: ServiceRequest,
  { signal, timeoutMs }: SendOptions,
): Promise<SendResult> {
  const limit = AbortSignal.timeout(timeoutMs);
  const hidden = [...secrets, ...pathsOf(secrets)];
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json', 'user-agent': 'Midflight', ...headers },
      body,
      signal: AbortSignal.any([signal, limit]),
    });
    const { status } = response;
    const isSent = status >= 200 && status < 300;
    // Whether it was taken is known: what becomes of the rest of a good answer is no matter.
    const text = await readSome(response).catch((error: unknown) => {
      if (isSent) return '';
      throw error;
    });
    const detail = `${status} ${hide(text, hidden)}`.trim();
    if (isSent) return { type: 'sent', status, detail };
    const asked = retryAfterMs(response.headers.get('retry-after') ?? undefined, Date.now());
    return {
      type: 'failed',
      status,
      detail,
      retryAfterMs: status === TOO_MANY_REQUESTS ? (retryAfterIn?.(parsed(text)) ?? asked) : asked,
      ...(isGone?.({ status, text: text.trim(), body: parsed(text) }) && { isGone: true }),
    };
  } catch (error) {
    const detail = limit.aborted ? `nothing within ${timeoutMs} ms` : causeOf(error);
    return { type: 'failed', status: null, detail: hide(detail, hidden), retryAfterMs: null };
  }
}

async function readSome(response: Response): Promise<string> {
  if (!response.body) return '';
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length >= ANSWER_LENGTH_MAX) break;
  }
  return text;
}

/** Why a request came to nothing: the code of the system, which names no address. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  // CAST: errors of the system have a code; what it has not is undefined.
  const code = (cause as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : reasonOf(error).replaceAll(/https?:\/\/\S+/g, '(URL)');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Where a URL is the secret, its path is: servers repeat it in what they refuse, as it is or escaped. */
function pathsOf(secrets: readonly string[]): string[] {
  return secrets
    .filter((secret) => URL.canParse(secret))
    .flatMap((secret) => {
      const { pathname, search } = new URL(secret);
      const parts = [...pathname.split('/'), ...search.split(/[?&=]/)];
      const secretParts = parts.filter(({ length }) => length >= SECRET_PART_LENGTH_MIN);
      return [`${pathname}${search}`, pathname, ...secretParts].filter((part) => part !== '/');
    });
}

function hide(text: string, secrets: readonly string[]): string {
  const shown = secrets
    .filter((secret) => secret !== '')
    .reduce((rest, secret) => rest.replaceAll(secret, '(secret)'), text);
  return shown.replaceAll(/\s+/g, ' ').slice(0, SHOWN_LENGTH_MAX);
}
