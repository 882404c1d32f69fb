import type { Problem } from './api-types.ts';
import { MidflightApiError } from './api-error.ts';
import { notMidflight } from './transport.ts';

/** The error that an answer tells, if it is one of the API; else the one that says that it is none. */
export async function failureOf(response: Response): Promise<MidflightApiError> {
  const { status, headers } = response;
  const problem = await readProblem(response);
  const retryAfter = secondsOf(headers.get('retry-after'));
  if (!problem) {
    const { code, message, recovery } = notMidflight(status);
    return new MidflightApiError({ code, message, recovery, status, retryAfter });
  }
  const { code, detail, recovery } = problem;
  return new MidflightApiError({ code, message: detail, recovery, status, retryAfter });
}

async function readProblem(response: Response): Promise<Problem | null> {
  try {
    // CAST: what a problem needs is looked at below.
    const body = (await response.json()) as Partial<Problem> | null;
    const { code, detail, recovery } = body ?? {};
    const isProblem = [code, detail, recovery].every((text) => typeof text === 'string');
    return isProblem ? (body as Problem) : null;
  } catch {
    return null;
  }
}

/** `Retry-After` is a number of seconds or a date. */
function secondsOf(header: string | null): number | null {
  if (header === null) return null;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1_000;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : null;
}
