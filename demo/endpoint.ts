import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a provider puts before a node: most of the time one does not notice it. */
export interface Endpoint {
  readonly url: string;
  /** Answers every request with 503 from now on, for so long. */
  silence(ms: number): void;
  stop(): Promise<void>;
}

/** Opens an endpoint on a free port of 127.0.0.1 that passes POST requests on to `target`. */
export async function openEndpoint(target: string): Promise<Endpoint> {
  let silentUntil = -Infinity;
  const server = createServer((request, response) => {
    const pass = async () => {
      const chunks: Buffer[] = [];
      // CAST: a request without an encoding gives buffers.
      for await (const chunk of request) chunks.push(chunk as Buffer);
      if (performance.now() < silentUntil) {
        response.writeHead(503).end();
        return;
      }
      const answer = await fetch(target, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: Buffer.concat(chunks),
      });
      const body = Buffer.from(await answer.arrayBuffer());
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(body);
    };
    // The node is gone, or whoever asked.
    pass().catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // CAST: a server that listens on a port has one.
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    silence(ms) {
      silentUntil = performance.now() + ms;
    },
    async stop() {
      await new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      });
    },
  };
}
