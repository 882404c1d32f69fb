import { parse } from 'lossless-json';
import { MidflightError, reasonOf } from '../core/errors.ts';
import type { ServiceAnswer, ServiceRequest } from '../reports/define.ts';

/** What one question may take; the body's last byte comes within the time. */
export interface AskLimits {
  timeoutMs: number;
  bytesMax: number;
}

export const ASK_LIMITS: AskLimits = { timeoutMs: 8_000, bytesMax: 512 * 1024 };

/** Longer whole numbers are no number of any protocol, and a long one takes long to read. */
const DIGITS_MAX = 80;

/**
 * Asks an off-chain service one question. Nothing that it answers is followed or run: a redirect is no answer.
 *
 * @returns the answer's body as JSON, with whole numbers as bigints
 * @throws MidflightError `service_failed`, which the same question may not meet later
 */
export async function askService(
  url: string,
  { path, body }: ServiceRequest,
  { limits = ASK_LIMITS, signal }: { limits?: AskLimits; signal: AbortSignal },
): Promise<ServiceAnswer> {
  const timeout = AbortSignal.timeout(limits.timeoutMs);
  try {
    const response = await fetch(`${url}${path}`, {
      headers: { accept: 'application/json' },
      ...(body && {
        method: 'POST',
        headers: { accept: 'application/json', 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
      redirect: 'manual',
      signal: AbortSignal.any([signal, timeout]),
    });
    const { status } = response;
    if (status !== 200 && status !== 404) {
      await response.body?.cancel();
      throw failed(`it answered with the status ${status}`);
    }
    return { status, body: parseExactly(await readText(response, limits.bytesMax)) };
  } catch (error) {
    if (error instanceof MidflightError) throw error;
    throw failed(
      timeout.aborted ? `it took longer than ${limits.timeoutMs} ms` : reasonOf(error),
      error,
    );
  }
}

async function readText(response: Response, bytesMax: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop ends the transfer.
  for await (const chunk of response.body ?? []) {
    // CAST: what a body's stream is made of.
    const part = chunk as Uint8Array;
    bytes += part.byteLength;
    if (bytes > bytesMax) throw failed(`its answer is larger than ${bytesMax} bytes`);
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseExactly(text: string): unknown {
  try {
    return parse(text, null, (number) =>
      number.length <= DIGITS_MAX && /^-?\d+$/.test(number) ? BigInt(number) : Number(number),
    );
  } catch (error) {
    throw failed('its answer is no JSON', error);
  }
}

function failed(reason: string, cause?: unknown): MidflightError {
  return new MidflightError({
    code: 'service_failed',
    message: reason,
    recovery: 'It is asked again later; check its URL if this goes on.',
    isTransient: true,
    cause,
  });
}
