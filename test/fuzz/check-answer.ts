import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { openApiText } from '../openapi-text.ts';
import { routeOf } from '../route-of.ts';
import type { FuzzRequest } from './arbitrary-request.ts';
import type { FuzzAnswer } from './send.ts';

type Content = Record<string, { schema: object }>;
// CAST: what the document generator makes.
const document = JSON.parse(openApiText()) as {
  paths: Record<string, Record<string, { responses: Record<string, { content?: Content }> }>>;
};
const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema(document, 'openapi');
const compiled = new Map<string, ValidateFunction>();

/** What is wrong with an answer, whatever was asked; null if nothing is. */
export function faultOf(
  { method, target }: FuzzRequest,
  { status, type, text }: FuzzAnswer,
): string | null {
  if (status >= 500) return `status ${status}: ${text.slice(0, 500)}`;
  if (status >= 400) {
    if (type !== 'application/problem+json') return `status ${status} as ${type}, and no problem`;
    return invalid('#/components/schemas/Problem', text);
  }
  const route = routeOf(target);
  const responses = document.paths[route]?.[method.toLowerCase()]?.responses;
  // A path that an odd id leads out of its route: the pages of the documentation.
  if (!responses) return null;
  // The server's own health is no part of what is documented so closely.
  if (status === 304 && !route.startsWith('/v1/')) return null;
  const declared = responses[status];
  if (!declared) return `status ${status}, which is not documented`;
  if (!declared.content || type === 'text/event-stream') return null;
  if (!declared.content[type]) return `the type ${type}, which is not documented`;
  const pointer = [
    'paths',
    route,
    method.toLowerCase(),
    'responses',
    String(status),
    'content',
    type,
    'schema',
  ]
    .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
    .join('/');
  return invalid(`#/${pointer}`, text);
}

function invalid(pointer: string, text: string): string | null {
  const validate = compiled.get(pointer) ?? ajv.compile({ $ref: `openapi${pointer}` });
  compiled.set(pointer, validate);
  try {
    return validate(JSON.parse(text)) ? null : ajv.errorsText(validate.errors);
  } catch {
    return `no JSON: ${text.slice(0, 200)}`;
  }
}
