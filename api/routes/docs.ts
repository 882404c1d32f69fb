import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { openApiDocument } from '../openapi-document.ts';

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
  // Both are the same for as long as this process lives.
  let document: ReturnType<typeof openApiDocument> | undefined;
  let script: Promise<string> | undefined;
  app.get('/openapi.json', (context) => context.json((document ??= openApiDocument(app))));
  app.get('/docs', (context) => context.html(page));
  app.get('/docs/openapi-explorer.js', async (context) => {
    const path = createRequire(import.meta.url).resolve(
      'openapi-explorer/dist/browser/openapi-explorer.min.js',
    );
    return context.body(await (script ??= readFile(path, 'utf8')), 200, {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=86400',
    });
  });
}
