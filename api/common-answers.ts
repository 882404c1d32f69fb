import { problemResponse } from './problem.ts';

/** The parts of an OpenAPI document that are looked at here. */
interface Document {
  paths?: Record<string, object>;
  components?: { securitySchemes?: object };
}

interface Operation {
  requestBody?: unknown;
  responses?: Record<string, { content?: Record<string, unknown> }>;
  security?: unknown;
}

const methods = ['get', 'post', 'put', 'patch', 'delete'];

/** What every route below /v1/ may answer, by whoever stands in front of it. */
const descriptions: Readonly<Record<string, string>> = {
  400: 'A parameter is malformed.',
  401: 'A key is needed, or the one that was sent opens nothing.',
  414: 'The URL is too long.',
  429: 'Too many requests in this minute; `Retry-After` says when to try again.',
  500: 'The request failed on our side.',
  503: 'The database does not answer, or the question takes it too long.',
};

/** Adds the answers that no route declares by itself, and what a key is, to the OpenAPI document. */
export function addCommonAnswers<T extends Document>(document: T): T {
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    if (!path.startsWith('/v1/')) continue;
    const isAdmin = path.startsWith('/v1/admin/');
    for (const [method, operation] of Object.entries(item) as [string, Operation][]) {
      if (!methods.includes(method)) continue;
      const added = {
        ...descriptions,
        ...(isJson(operation) &&
          method === 'get' && { 304: 'It still has the ETag that was handed in.' }),
        ...(isAdmin && { 403: 'The key may read only.' }),
        ...(operation.requestBody !== undefined && { 413: 'The body is too large.' }),
      };
      const common = Object.entries(added).map(([status, text]) => [
        status,
        Number(status) < 400 ? { description: text } : problem(text),
      ]);
      operation.responses = { ...Object.fromEntries(common), ...operation.responses };
      operation.security ??= isAdmin ? [{ key: [] }] : [{}, { key: [] }];
    }
  }
  const key = { type: 'http', scheme: 'bearer', description: 'A key of the operator: `mk_…`.' };
  document.components = { ...document.components, securitySchemes: { key } };
  return document;
}

/** Whether it answers with JSON, and not with a stream that has no end. */
const isJson = ({ responses }: Operation): boolean =>
  responses?.['200']?.content?.['application/json'] !== undefined;

function problem(description: string) {
  const [type = ''] = Object.keys(problemResponse('').content);
  const schema = { $ref: '#/components/schemas/Problem' };
  return { description, content: { [type]: { schema } } };
}
