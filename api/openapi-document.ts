import type { OpenAPIHono } from '@hono/zod-openapi';
import { addCommonAnswers } from './common-answers.ts';
import committed from './examples.json' with { type: 'json' };

/** Bodies of answers, by `GET /v1/operations/{id}` and by status. */
export type Examples = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The OpenAPI 3.1 document, from the same declarations that validate, with real answers as examples. */
export function openApiDocument(app: OpenAPIHono, examples: Examples = committed) {
  const document = addCommonAnswers(
    app.getOpenAPI31Document({
      openapi: '3.1.0',
      info: {
        title: 'Midflight',
        version: '1',
        description:
          'Cross-chain operations between their first and last step. For each: what has happened, what is pending, and what constitutes completion. Amounts, block numbers and 256-bit ids are strings; times are RFC 3339 in UTC; errors are `application/problem+json`.',
        license: { name: 'Apache-2.0' },
      },
      servers: [{ url: '/', description: 'This server.' }],
      tags: [
        { name: 'Operations', description: 'What users did, and how far it is.' },
        { name: 'Coverage', description: 'What is indexed here, and how far.' },
        { name: 'Webhooks', description: 'Who is told of what happens, by POST.' },
        { name: 'Alerts', description: 'What needs somebody to look, and what was done about it.' },
        { name: 'Operator', description: 'How this installation does.' },
      ],
    }),
  );
  for (const [path, methods] of Object.entries(document.paths ?? {})) {
    for (const [method, declared] of Object.entries(methods)) {
      const own = examples[`${method.toUpperCase()} ${path}`];
      if (own) addExamples(declared, own);
    }
  }
  return document;
}

interface Declared {
  responses?: Record<string, { content?: Record<string, object> }>;
}

function addExamples({ responses = {} }: Declared, examples: Examples[string]): void {
  for (const [status, { content = {} }] of Object.entries(responses)) {
    if (examples[status] === undefined) continue;
    for (const [type, media] of Object.entries(content)) {
      content[type] = { ...media, example: examples[status] };
    }
  }
}
