import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { z } from '@hono/zod-openapi';
import type { Logger } from 'pino';
import { MidflightError, reasonOf } from '../core/errors.ts';
import { Absence } from './absence.ts';
import { databaseFailure } from './database-failure.ts';
import { problemSchema } from './schemas/problem.ts';

/** The status of each error that a request can end in; every other one is a fault of ours. */
export const statusByCode: Readonly<Record<string, ContentfulStatusCode>> = {
  bad_request: 400,
  bad_webhook_url: 400,
  key_missing: 401,
  key_invalid: 401,
  scope_missing: 403,
  unknown_chain: 404,
  unknown_protocol: 404,
  unknown_kind: 404,
  no_such_operation: 404,
  no_such_webhook: 404,
  no_such_delivery: 404,
  is_a_transaction: 404,
  no_such_key: 404,
  no_such_ref: 404,
  not_indexed_yet: 404,
  outside_coverage: 404,
  no_such_route: 404,
  too_many_refs: 409,
  own_key: 409,
  too_many_webhooks: 409,
  replay_under_way: 409,
  unknown_position: 410,
  body_too_large: 413,
  url_too_long: 414,
  rate_limited: 429,
  not_ready: 503,
  too_many_streams: 503,
  too_many_waits: 503,
  too_many_lists: 503,
  too_slow: 503,
  database_unavailable: 503,
};

const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not authorized',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Conflict',
  410: 'Gone',
  413: 'Body too large',
  414: 'URL too long',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Not available',
};

/** Seconds after which another try is worth it where the database was away or a place was taken. */
const RETRY_SECONDS = 5;
const worthARetry: ReadonlySet<string> = new Set([
  'database_unavailable',
  'too_many_streams',
  'too_many_waits',
  'too_many_lists',
]);

/** Answers an error as `application/problem+json`; what is not meant for the caller goes to the log alone. */
export function answerProblem(context: Context, error: unknown, log: Logger): Response {
  const { requestId } = context.var as { requestId?: string };
  const known = toKnown(error);
  const { code } = known;
  const status = statusByCode[code] ?? 500;
  if (known !== error && status >= 500) {
    const level = status === 500 ? 'error' : 'warn';
    log[level](
      { requestId, path: context.req.path, code, reason: reasonOf(error) },
      'a request failed',
    );
  }
  if (status === 401) context.header('www-authenticate', 'Bearer realm="midflight"');
  const absence = known instanceof Absence ? known : null;
  const seconds = worthARetry.has(code) ? RETRY_SECONDS : absence?.retryAfterSeconds;
  if (seconds != null) context.header('retry-after', String(seconds));
  const problem: z.output<typeof problemSchema> = {
    ...problemOf(known),
    instance: context.req.path,
    ...(requestId !== undefined && { requestId }),
  };
  return context.body(JSON.stringify(problem), status, {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
  });
}

/** An error as it is told, apart from the request that ended in it. */
export function problemOf(
  error: MidflightError,
): Omit<z.output<typeof problemSchema>, 'instance' | 'requestId'> {
  const status = statusByCode[error.code] ?? 500;
  return {
    type: 'about:blank',
    title: titles[status] ?? 'Error',
    status,
    code: error.code,
    detail: error.message,
    recovery: error.recovery,
    ...(error instanceof Absence && {
      ...(error.retryAfterSeconds !== null && { retryAfterSeconds: error.retryAfterSeconds }),
      coverage: error.coverage,
    }),
  };
}

/** What the caller is told of an error. */
function toKnown(error: unknown): MidflightError {
  if (error instanceof MidflightError && Object.hasOwn(statusByCode, error.code)) return error;
  // What the framework refuses before a schema sees it, such as a body that is no JSON.
  if (error instanceof HTTPException && error.status < 500) {
    return new MidflightError({
      code: 'bad_request',
      message:
        error.message === 'Unsupported Media Type'
          ? 'The body must come with Content-Type: application/json.'
          : error.message
            ? `${error.message.replace(/\.$/, '')}.`
            : 'The request is malformed.',
      recovery: 'See /docs for what this route takes.',
    });
  }
  return (
    databaseFailure(error) ??
    new MidflightError({
      code: 'internal',
      message: 'The request failed on our side.',
      recovery: 'Try again; if it lasts, the log of this server says why, by the request id.',
    })
  );
}

/** The error for a parameter that its schema refused. */
export function badRequest(error: z.core.$ZodError): MidflightError {
  const issue = error.issues[0];
  return new MidflightError({
    code: 'bad_request',
    message:
      issue?.code === 'unrecognized_keys'
        ? `There is no parameter ${issue.keys.join(', ')} here.`
        : `${whereOf(issue?.path ?? [])} ${faultOf(issue?.message)}.`,
    recovery: 'See /docs for the parameters of this route.',
  });
}

/** What of a request is wrong: of a list, which one of its entries. */
function whereOf([name, index]: readonly PropertyKey[]): string {
  if (name === undefined) return 'The body';
  const entry = typeof index === 'number' ? ` (entry ${index + 1})` : '';
  return `The parameter ${String(name)}${entry}`;
}

/** What a schema says of a value; where it says it in the library's words, in ours. */
function faultOf(message = 'is malformed'): string {
  const [, expected, received] =
    /^Invalid input: expected (\w+), received (\w+)$/.exec(message) ?? [];
  if (expected === undefined) return message;
  if (received === 'undefined') return 'is missing';
  if (received === 'array') return 'must be one value, not a list';
  return `must be of the type ${expected}, not ${received}`;
}

/** The description of a problem for a route's declaration. */
export function problemResponse(description: string) {
  return { description, content: { 'application/problem+json': { schema: problemSchema } } };
}
