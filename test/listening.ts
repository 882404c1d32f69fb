import { once } from 'node:events';
import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { assert } from '../core/errors.ts';
import { onTestFinished } from 'vitest';

/** Serves an app on a port of its own for as long as the test takes. */
export async function listening(app: OpenAPIHono): Promise<{ server: Server; port: number }> {
  // CAST: what it makes unless it is told to make another one.
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  assert(typeof address === 'object' && address !== null, 'it listens on a port');
  return { server, port: address.port };
}
