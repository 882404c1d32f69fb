import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A request that a server took. */
export interface Taken {
  path: string;
  body: unknown;
}

/** A server that takes everything, and answers one thing. */
export async function takingServer(
  status = 200,
  headers: Record<string, string> = {},
  answer = '{}',
) {
  const taken: Taken[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      taken.push({ path: request.url ?? '', body: text === '' ? null : JSON.parse(text) });
      response.writeHead(status, headers).end(answer);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  // CAST: a server on a port has such an address.
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, taken };
}
