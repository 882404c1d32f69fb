import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** One question as it came. */
export interface Question {
  path: string;
  /** Null for a GET. */
  body: unknown;
}

/** Answers with a text, as JSON and status 200 unless said, or does what it likes with the response. */
export type ServiceHandler = (
  question: Question,
) => string | { status: number; text: string } | ((response: ServerResponse) => void);

/** An off-chain service on a port of this machine, until the test is over. */
export interface OffChainService {
  url: string;
  readonly questions: readonly Question[];
  /** The most that were open at once. */
  atOnceMax: () => number;
  /** Answers in this way from now on. */
  answer: (handler: ServiceHandler) => void;
}

export async function offChainService(first: ServiceHandler): Promise<OffChainService> {
  let handler = first;
  let open = 0;
  let atOnceMax = 0;
  const questions: Question[] = [];
  const server = createServer((request, response) => {
    open += 1;
    atOnceMax = Math.max(atOnceMax, open);
    response.on('close', () => (open -= 1));
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const body: unknown = text === '' ? null : JSON.parse(text);
      const question = { path: request.url ?? '', body };
      questions.push(question);
      const answer = handler(question);
      if (typeof answer === 'function') return answer(response);
      const { status, text: said } =
        typeof answer === 'string' ? { status: 200, text: answer } : answer;
      response.writeHead(status, { 'content-type': 'application/json' }).end(said);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  // CAST: a server on a port has such an address.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    questions,
    atOnceMax: () => atOnceMax,
    answer: (next) => {
      handler = next;
    },
  };
}
