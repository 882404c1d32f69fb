import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { onTestFinished } from 'vitest';

/** A delivery as it arrived, its signature checked by another implementation than ours. */
export interface Received {
  id: string;
  path: string;
  headers: Record<string, string>;
  body: {
    type: string;
    timestamp: string;
    seq?: string;
    version?: number;
    data: Record<string, unknown>;
  };
  /** Whether it was answered with 200. */
  isAccepted: boolean;
}

/** What a receiver does with a delivery. */
export type Manner =
  | {
      type: 'answer';
      status: number;
      headers?: Record<string, string>;
      afterMs?: number;
      /** What it waits for. */
      until?: Promise<void>;
    }
  /** Never answers. */
  | { type: 'hang' }
  /** Breaks the connection, before it answers or in the middle of it. */
  | { type: 'cut'; isInAnswer?: boolean };

export const good: Manner = { type: 'answer', status: 200 };

/** A receiver of webhooks on a port of this machine, until the test is over. */
export class WebhookReceiver {
  readonly received: Received[] = [];
  /** Deliveries whose signature did not hold. */
  readonly forged: string[] = [];
  atOnceMax = 0;
  /** What it answers with. */
  text = 'ok';
  url = '';
  secret = '';
  /** By the number of the request, or by what it says. */
  behave: (number: number) => Manner = () => good;
  judge: ((body: Received['body']) => Manner) | null = null;
  #server: Server | null = null;
  #isAway = false;
  #open = 0;
  #requests = 0;

  static async start(): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver();
    await receiver.#listen();
    onTestFinished(() => receiver.#close());
    return receiver;
  }

  async #listen(): Promise<void> {
    const server = createServer((request, response) => {
      this.#open += 1;
      this.atOnceMax = Math.max(this.atOnceMax, this.#open);
      response.on('close', () => (this.#open -= 1));
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => {
        this.#requests += 1;
        const headers = Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
        );
        const manner =
          // CAST: what is sent here.
          this.judge?.(JSON.parse(text) as Received['body']) ?? this.behave(this.#requests);
        this.#take(text, { path: request.url ?? '', headers, manner });
        void this.#answer(response, manner);
      });
      // A sender that is killed, or hangs up on us, is no error of ours.
      request.on('error', () => {});
    });
    server.on('connection', (socket) => {
      if (this.#isAway) socket.destroy();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    // CAST: a server on a port has such an address.
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
    this.#server = server;
  }

  /** Goes away, with every connection. It keeps its port meanwhile: somebody else might take it. */
  goAway(): void {
    this.#isAway = true;
    this.#server?.closeAllConnections();
  }

  comeBack(): void {
    this.#isAway = false;
  }

  async #close(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (!server) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  #take(
    text: string,
    { path, headers, manner }: { path: string; headers: Record<string, string>; manner: Manner },
  ): void {
    try {
      new Webhook(this.secret).verify(text, headers);
    } catch {
      this.forged.push(text);
    }
    this.received.push({
      id: headers['webhook-id'] ?? '',
      path,
      headers,
      // CAST: what is sent here.
      body: JSON.parse(text) as Received['body'],
      isAccepted: manner.type === 'answer' && manner.status === 200,
    });
  }

  async #answer(response: ServerResponse, manner: Manner): Promise<void> {
    if (manner.type === 'hang') return;
    if (manner.type === 'cut') {
      if (manner.isInAnswer) response.writeHead(500, { 'content-length': '99' }).write('{');
      response.destroy();
      return;
    }
    await manner.until;
    if (manner.afterMs !== undefined) await sleep(manner.afterMs);
    response.writeHead(manner.status, manner.headers).end(this.text);
  }
}
