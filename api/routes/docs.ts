import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { addCommonAnswers } from '../common-answers.ts';

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Midflight API</title>
    <script type="module" src="/docs/openapi-explorer.js"></script>
  </head>
  <body>
    <openapi-explorer spec-url="/openapi.json" hide-authentication hide-server-selection></openapi-explorer>
  </body>
</html>
`;

/** `/openapi.json` and `/docs`, which needs no network: its script comes from this server. */
export function docsRoutes(app: OpenAPIHono): void {
  app.get('/openapi.json', (context) => context.json(openApiDocument(app)));
  app.get('/docs', (context) => context.html(page));
  app.get('/docs/openapi-explorer.js', async (context) => {
    const path = createRequire(import.meta.url).resolve(
      'openapi-explorer/dist/browser/openapi-explorer.min.js',
    );
    return context.body(await readFile(path, 'utf8'), 200, {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=86400',
    });
  });
}

/** The OpenAPI 3.1 document, from the same declarations that validate. */
export function openApiDocument(app: OpenAPIHono) {
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Midflight',
      version: '1',
      description:
        'Cross-chain operations between their first and last step. For each: what has happened, what is pending, and what constitutes completion. Amounts, block numbers and 256-bit ids are strings; times are RFC 3339 in UTC; errors are `application/problem+json`.',
      license: { name: 'Apache-2.0' },
    },
  });
  return addCommonAnswers(document);
}
