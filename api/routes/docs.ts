import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { answerKept, keptText } from '../kept-text.ts';
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
  const document = keptText(() => JSON.stringify(openApiDocument(app)));
  const script = keptText(() => {
    const { resolve } = createRequire(import.meta.url);
    return readFile(resolve('openapi-explorer/dist/browser/openapi-explorer.min.js'), 'utf8');
  });
  app.get('/openapi.json', async (context) =>
    answerKept(context, await document(), { 'content-type': 'application/json' }),
  );
  app.get('/docs', (context) => context.html(page));
  app.get('/docs/openapi-explorer.js', async (context) =>
    answerKept(context, await script(), {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=86400',
    }),
  );
}
