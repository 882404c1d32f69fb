import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { z } from '@hono/zod-openapi';
import type { Logger } from 'pino';
import { MidflightError } from '../core/errors.ts';
import { problemSchema } from './schemas/problem.ts';

/** The status of each error that a request can end in; every other one is a fault of ours. */
const statusByCode: Readonly<Record<string, ContentfulStatusCode>> = {
  bad_request: 400,
  unauthorized: 401,
  unknown_chain: 404,
  unknown_protocol: 404,
  unknown_kind: 404,
  no_such_operation: 404,
  not_indexed_yet: 404,
  no_such_route: 404,
  not_ready: 503,
};

const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Unauthorized',
  404: 'Not found',
  500: 'Internal error',
  503: 'Not ready',
};

/** Answers an error as `application/problem+json`; what is not meant for the caller goes to the log alone. */
export function answerProblem(context: Context, error: unknown, log: Logger): Response {
  const known = error instanceof MidflightError ? statusByCode[error.code] : undefined;
  if (error instanceof MidflightError && known) {
    return context.body(JSON.stringify(problemOf(error, known)), known, headers);
  }
  log.error({ path: context.req.path, reason: String(error) }, 'a request failed');
  const internal = new MidflightError({
    code: 'internal',
    message: 'The request failed on our side.',
    recovery: 'Try again; if it lasts, the log of this server says why.',
  });
  return context.body(JSON.stringify(problemOf(internal, 500)), 500, headers);
}

const headers = { 'content-type': 'application/problem+json' };

function problemOf({ code, message, recovery }: MidflightError, status: number) {
  return {
    type: 'about:blank' as const,
    title: titles[status] ?? 'Error',
    status,
    code,
    detail: message,
    recovery,
  };
}

/** The error for a parameter that its schema refused. */
export function badRequest(error: z.core.$ZodError): MidflightError {
  const issue = error.issues[0];
  return new MidflightError({
    code: 'bad_request',
    message:
      issue?.code === 'unrecognized_keys'
        ? `There is no parameter ${issue.keys.join(', ')} here.`
        : `The parameter ${String(issue?.path[0] ?? '')} ${issue?.message ?? 'is malformed'}.`,
    recovery: 'See /docs for the parameters of this route.',
  });
}

/** The description of a problem for a route's declaration. */
export function problemResponse(description: string) {
  return { description, content: { 'application/problem+json': { schema: problemSchema } } };
}
