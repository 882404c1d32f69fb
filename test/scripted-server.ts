import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';

/** Answers one request. */
export type Turn = (response: ServerResponse, request: IncomingMessage) => void;

/** A server that answers each request by the next turn, and by the last one from then on. */
export async function scriptedServer(
  turns: readonly Turn[],
): Promise<{ baseUrl: string; asked: IncomingMessage[] }> {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    const turn = turns[Math.min(asked.length, turns.length - 1)];
    asked.push(request);
    turn?.(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return { baseUrl: `http://127.0.0.1:${port}`, asked };
}

/** Answers JSON. */
export const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Turn =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };

/** Answers a problem, as the API does. */
export const problem = (status: number, code: string, headers: Record<string, string> = {}): Turn =>
  json(
    { type: 'about:blank', title: '', status, code, detail: 'It failed.', recovery: 'Try.' },
    status,
    {
      'content-type': 'application/problem+json',
      ...headers,
    },
  );
