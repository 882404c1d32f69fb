import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A request as a service got it, and how it answered. */
export interface Request {
  path: string;
  headers: IncomingHttpHeaders;
  body: unknown;
  /** What came of it: a status, or nothing. */
  answer: number | 'hang' | 'reset';
}

/** What a service says to a request that it understands, and to one that comes too soon. */
export interface Service {
  /** Null for a request that the real service would refuse. */
  take: (request: Omit<Request, 'answer'>) => { status: number; body: string } | null;
  tooMany?: { headers?: Record<string, string>; body: string };
}

/** A service on a bad day: it fails in each of these ways before it takes anything. */
const badDay = [500, 429, 'hang', 'reset'] as const;

/** A receiver that speaks as a service does, and fails first. */
export async function alertReceiver(service: Service) {
  const requests: Request[] = [];
  const server = createServer((incoming, response) => {
    let text = '';
    incoming.on('data', (chunk: Buffer) => (text += chunk.toString()));
    incoming.on('error', () => {});
    incoming.on('end', () => {
      const mood = badDay[requests.length];
      const request = {
        path: incoming.url ?? '',
        headers: incoming.headers,
        body: JSON.parse(text) as unknown,
      };
      const answer = (status: number, body: string, headers: Record<string, string> = {}) => {
        requests.push({ ...request, answer: status });
        response.writeHead(status, headers).end(body);
      };
      if (mood === 'hang' || mood === 'reset') {
        requests.push({ ...request, answer: mood });
        if (mood === 'reset') incoming.socket.resetAndDestroy();
        return;
      }
      if (mood === 500) return answer(500, 'internal error');
      if (mood === 429) {
        const { headers = { 'retry-after': '0' }, body = '' } = service.tooMany ?? {};
        return answer(429, body, headers);
      }
      const taken = service.take(request);
      return taken ? answer(taken.status, taken.body) : answer(400, 'not understood');
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
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    taken: () =>
      requests
        .filter(({ answer }) => typeof answer === 'number' && answer < 300)
        .map(({ body }) => body),
  };
}
