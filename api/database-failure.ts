import { MidflightError } from '../core/errors.ts';

/** Postgres' code for a statement that took too long. */
const TOO_SLOW = '57014';
/** Text that Postgres cannot keep: a zero character, or one that is no character. */
const NO_TEXT = ['22021', '22P05'];
/** Classes of what is wrong with the server or the way to it: connections, rights to connect, resources, shutdowns. */
const AWAY = ['08', '28', '3D', '53', '57', '58'];
/** What sockets and the pool say, where no server said anything. */
const AWAY_SAID =
  /^(?:ECONN|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)|timeout exceeded when trying to connect|^Connection terminated|^Client has encountered a connection error|a pool after calling end/;

/** What a caller may know of a query that failed; null if the failure is not the database's. */
export function databaseFailure(error: unknown): MidflightError | null {
  const chain = causes(error);
  const codes = chain.flatMap(({ code }) => (typeof code === 'string' ? [code] : []));
  if (codes.includes(TOO_SLOW)) {
    return new MidflightError({
      code: 'too_slow',
      message: 'This took longer than a query may take, and was ended.',
      recovery:
        'Ask for less: add filters or a time range, or lower the limit. If a simple question fails as well, the database is busy: try again in a minute.',
      cause: error,
    });
  }
  if (codes.some((code) => NO_TEXT.includes(code))) {
    return new MidflightError({
      code: 'bad_request',
      message: 'A value has a zero character, or one that is no character.',
      recovery: 'Leave it out; no id has one.',
      cause: error,
    });
  }
  const isAway =
    codes.some((code) => AWAY.includes(code.slice(0, 2)) && code.length === 5) ||
    chain.some(({ code, message }) => AWAY_SAID.test(code ?? '') || AWAY_SAID.test(message ?? ''));
  if (!isAway) return null;
  return new MidflightError({
    code: 'database_unavailable',
    message: 'The database does not answer.',
    recovery: 'Try again in some seconds; if it lasts, /readyz and the log of this server say why.',
    isTransient: true,
    cause: error,
  });
}

interface Failure {
  code?: string;
  message?: string;
}

/** An error with all that caused it: drizzle wraps what Postgres says, and a host with several addresses fails several times. */
function causes(error: unknown): Failure[] {
  if (typeof error !== 'object' || error === null) return [];
  const { cause, errors } = error as { cause?: unknown; errors?: unknown };
  const inner = Array.isArray(errors) ? errors.flatMap(causes) : [];
  return [error, ...inner, ...causes(cause)];
}
