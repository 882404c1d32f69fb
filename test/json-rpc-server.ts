import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { z } from 'zod';

/** Answers one call: its result, or a throw of `RpcFailure` or `HttpFailure`. */
export type RpcHandler = (method: string, params: readonly unknown[]) => unknown;

/** One call as it came, alone or as one of a batch. */
export interface RpcRequest {
  method: string;
  params: readonly unknown[];
}

/** A whole answer as it goes over the wire: it may also never come, be refused, or be cut off in its middle. */
export type RawAnswer =
  | { status?: number; body: string; headers?: Record<string, string> }
  | 'hang'
  | 'reset'
  | 'cut';

/** What a test may ask of a running server. */
export interface JsonRpcServer {
  /** Any path and any query below it are answered too. */
  readonly url: string;
  /** Every call since the start, in the order of arrival; those of a batch one by one. */
  readonly requests: readonly RpcRequest[];
  /** Every HTTP request: where it went, what it carried, how many calls were in it (0 if it was no batch). */
  readonly posts: readonly { path: string; authorization: string | undefined; batch: number }[];
  /** The same server by WebSocket; `eth_subscribe` is answered there without the handler. */
  readonly socketUrl: string;
  /** What each WebSocket was opened with, as `authorization`. */
  readonly logins: readonly (string | undefined)[];
  /** How many WebSockets are open. */
  sockets: () => number;
  /** Resolves when somebody subscribes from now on. */
  subscribed: () => Promise<unknown>;
  /** Tells all that have subscribed of a new head. */
  pushHead: () => void;
  /** Breaks off all WebSockets. */
  dropSockets: () => void;
  /** How many calls of a method came. */
  count: (method: string) => number;
  /** Answers the next HTTP requests with these, one each, without the handler. */
  answerNext: (...answers: readonly RawAnswer[]) => void;
  stop: () => Promise<void>;
}

/** One answer of a batch. */
export interface RpcAnswer {
  id: number | string | null;
  result?: unknown;
}

/** What a server is made with. */
export interface JsonRpcServerOptions {
  /** Batches are answered; true unless said. */
  takesBatches?: boolean;
  /** `eth_subscribe` is answered on WebSockets; true unless said. */
  takesSubscriptions?: boolean;
  /** What goes over the wire for a batch, given its answers in their order; may throw what a handler may. */
  onBatch?: (answers: RpcAnswer[]) => unknown;
}

/** Thrown by a handler: the call is answered with this JSON-RPC error. */
export class RpcFailure extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** Thrown by a handler: the whole HTTP request, be it a batch, is answered with this. */
export class HttpFailure extends Error {
  readonly answer: RawAnswer;

  constructor(answer: RawAnswer) {
    super('the HTTP request is answered as a whole');
    this.answer = answer;
  }
}

/**
 * A JSON-RPC 2.0 server on a port of 127.0.0.1 of its own, with batches unless `takesBatches` is false.
 *
 * @example
 * const server = await startJsonRpcServer((method) => {
 *   if (method === 'eth_chainId') return '0x1';
 *   throw new RpcFailure(-32601, `the method ${method} does not exist`);
 * });
 * server.url // 'http://127.0.0.1:<port>'
 */
export async function startJsonRpcServer(
  handler: RpcHandler,
  {
    takesBatches = true,
    takesSubscriptions = true,
    onBatch = (answers) => answers,
  }: JsonRpcServerOptions = {},
): Promise<JsonRpcServer> {
  const requests: RpcRequest[] = [];
  const posts: { path: string; authorization: string | undefined; batch: number }[] = [];
  const raw: RawAnswer[] = [];

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await textOf(request);
    const calls = callsOf(body);
    const { url: path = '', headers } = request;
    const batch = Array.isArray(calls) ? calls.length : 0;
    posts.push({ path, authorization: headers.authorization, batch });
    const next = raw.shift();
    if (next !== undefined) return send(response, next);
    if (calls === null) return sendJson(response, failed(null, -32700, 'parse error'));
    if (!Array.isArray(calls)) return sendJson(response, await answerOne(calls));
    if (!takesBatches) return sendJson(response, failed(null, -32600, 'batches are not served'));
    const answers = await Promise.all(calls.map(answerOne));
    try {
      return sendJson(response, onBatch(answers));
    } catch (error) {
      if (error instanceof RpcFailure) {
        return sendJson(response, failed(null, error.code, error.message));
      }
      throw error;
    }
  };
  const answerOne = async ({ id, method, params }: Call) => {
    requests.push({ method, params });
    try {
      return { jsonrpc: '2.0', id, result: await handler(method, params) };
    } catch (error) {
      if (error instanceof RpcFailure) return failed(id, error.code, error.message);
      throw error;
    }
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      // A handler's own mistake shows as what a node's would: an HTTP error.
      const own = { status: 500, body: String(error) };
      send(response, error instanceof HttpFailure ? error.answer : own);
    });
  }).listen(0, '127.0.0.1');
  const webSockets = new WebSocketServer({ server });
  const subscribers = new Set<WebSocket>();
  const logins: (string | undefined)[] = [];
  webSockets.on('connection', (socket, { headers }) => {
    logins.push(headers.authorization);
    const answerCall = async (call: Call) => {
      if (call.method !== 'eth_subscribe' || !takesSubscriptions) {
        socket.send(JSON.stringify(await answerOne(call)));
        return;
      }
      subscribers.add(socket);
      socket.send(JSON.stringify({ jsonrpc: '2.0', id: call.id, result: '0x1' }));
      webSockets.emit('subscribed');
    };
    socket.on('message', (data) => {
      const call = Buffer.isBuffer(data) ? callsOf(data.toString('utf8')) : null;
      if (call && !Array.isArray(call)) answerCall(call).catch(() => socket.terminate());
    });
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    socketUrl: `ws://127.0.0.1:${port}`,
    logins,
    sockets: () => webSockets.clients.size,
    subscribed: () => once(webSockets, 'subscribed'),
    pushHead: () => {
      const params = { subscription: '0x1', result: { number: '0x1' } };
      const text = JSON.stringify({ jsonrpc: '2.0', method: 'eth_subscription', params });
      for (const socket of subscribers) socket.send(text);
    },
    dropSockets: () => {
      for (const socket of webSockets.clients) socket.terminate();
      subscribers.clear();
    },
    requests,
    posts,
    count: (method) => requests.filter((request) => request.method === method).length,
    answerNext: (...answers) => void raw.push(...answers),
    stop: () =>
      new Promise((stopped) => {
        for (const socket of webSockets.clients) socket.terminate();
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
}

const callSchema = z.object({
  id: z.union([z.number(), z.string(), z.null()]).default(null),
  method: z.string(),
  params: z.array(z.unknown()).default([]),
});
type Call = z.infer<typeof callSchema>;
const bodySchema = z.union([callSchema, z.array(callSchema)]);

function callsOf(body: string): Call | Call[] | null {
  try {
    return bodySchema.parse(JSON.parse(body));
  } catch {
    return null;
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

const failed = (id: Call['id'], code: number, message: string) => ({
  jsonrpc: '2.0',
  id,
  error: { code, message },
});

function sendJson(response: ServerResponse, value: unknown): void {
  send(response, { body: JSON.stringify(value) });
}

function send(response: ServerResponse, answer: RawAnswer): void {
  if (answer === 'hang') return;
  if (answer === 'reset') {
    response.destroy();
    return;
  }
  if (answer === 'cut') {
    response.writeHead(200, { 'content-length': '100' });
    response.write('[', () => response.destroy());
    return;
  }
  const { status = 200, body, headers } = answer;
  const type = /^\s*[[{]/.test(body) ? 'application/json' : 'text/html';
  response.writeHead(status, { 'content-type': type, ...headers }).end(body);
}
