import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import { openApiText } from './openapi-text.ts';
import { routeOf } from './route-of.ts';

// CAST: what the document generator makes.
const document = JSON.parse(openApiText()) as {
  paths: Record<
    string,
    Record<string, { responses: Record<string, { content?: Record<string, { schema: object }> }> }>
  >;
};
const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
ajv.addSchema(document, 'openapi');

/** An answer of the API, checked. */
export interface Answer<T> {
  status: number;
  body: T;
  headers: Headers;
}

/** Reads an answer and holds it against the OpenAPI document: its route, its status, its type and its body. */
export async function documented<T>(
  path: string,
  response: Response,
  verb = 'get',
): Promise<Answer<T>> {
  const { status, headers } = response;
  const method = verb.toLowerCase();
  const route = routeOf(path);
  const declared = document.paths[route]?.[method]?.responses[String(status)];
  expect(declared, `${method} ${route} declares the status ${status}`).toBeDefined();
  const text = await response.text();
  const type = headers.get('content-type')?.split(';')[0] ?? '';
  if (!declared?.content) return { status, headers, body: undefined as T };
  expect(Object.keys(declared.content), `${method} ${route} declares its content type`).toContain(
    type,
  );
  const body: unknown = JSON.parse(text);
  const pointer = ['paths', route, method, 'responses', String(status), 'content', type, 'schema']
    .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
    .join('/');
  const validate = ajv.compile({ $ref: `openapi#/${pointer}` });
  expect(validate(body) ? [] : validate.errors, `${method} ${path} answers as documented`).toEqual(
    [],
  );
  // CAST: it has the shape that the document promises.
  return { status, headers, body: body as T };
}
