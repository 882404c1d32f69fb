import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';

import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';

import { freePort } from '../../start/free-port.ts';

const pairsMax = 10;
// What Agave takes, unless its operator says otherwise.
const bodyBytesMax = 50 * 1_024;
// web3.js uses a connection again that was idle for up to 19 s, because Agave keeps it for 20.
const keepAliveMs = 20_000;

export interface Listener {
  readonly url: string;
  readonly wsUrl: string;
  stop(): Promise<void>;
}

/**
 * Listens on 127.0.0.1 the way a validator does: HTTP on a port, WebSockets on the next one, which is where web3.js looks
 * for them. The first port takes both, as providers do.
 */
export async function listen(options: {
  onPost: (body: string) => string | undefined;
  onSocket: (socket: WebSocket) => void;
}): Promise<Listener> {
  const { onPost, onSocket } = options;
  const sockets = new WebSocketServer({ noServer: true });
  const servers = await listenOnPair(
    (request, response) => void respond(request, response, onPost),
  );
  for (const { server } of servers) {
    server.on('upgrade', (request, socket, head) => {
      sockets.handleUpgrade(request, socket, head, onSocket);
    });
  }
  const [http, ws] = servers;
  return {
    url: `http://127.0.0.1:${http.port}`,
    wsUrl: `ws://127.0.0.1:${ws.port}`,
    async stop() {
      for (const socket of sockets.clients) socket.terminate();
      await Promise.all(servers.map(({ server }) => close(server)));
    },
  };
}

interface Listening {
  readonly server: Server;
  readonly port: number;
}

async function listenOnPair(onRequest: RequestListener): Promise<[Listening, Listening]> {
  // Somebody may listen on the port after a free one, or take either before we do: then other ports are as good.
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const opened: Listening[] = [];
    try {
      const first = await openServer(port, onRequest);
      opened.push(first);
      return [first, await openServer(port + 1, onRequest)];
    } catch (error) {
      await Promise.all(opened.map(({ server }) => close(server)));
      if (attempt === pairsMax) throw error;
    }
  }
}

async function openServer(port: number, onRequest: RequestListener): Promise<Listening> {
  const server = createServer({ keepAliveTimeout: keepAliveMs }, onRequest);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return { server, port };
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((closed) => {
    server.close(() => closed());
    server.closeAllConnections();
  });
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  onPost: (body: string) => string | undefined,
): Promise<void> {
  try {
    if (request.method === 'GET' && request.url === '/health') {
      response.end('ok');
      return;
    }
    if (request.method !== 'POST') {
      response.writeHead(405).end('Used HTTP Method is not allowed. POST or OPTIONS is required\n');
      return;
    }
    const body = await bodyOf(request);
    if (body === undefined) {
      response.writeHead(413).end('Payload Too Large\n');
      return;
    }
    const text = onPost(body) ?? '';
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(text);
  } catch {
    // The connection broke while it was being read.
    response.destroy();
  }
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    // CAST: a request without an encoding gives buffers.
    const buffer = chunk as Buffer;
    bytes += buffer.length;
    if (bytes <= bodyBytesMax) chunks.push(buffer);
  }
  return bytes > bodyBytesMax ? undefined : Buffer.concat(chunks).toString('utf8');
}
