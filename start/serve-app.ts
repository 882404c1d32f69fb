import { createServer, STATUS_CODES, type Server } from 'node:http';
import { serve } from '@hono/node-server';
import type { Logger } from 'pino';
import { MidflightError } from '../core/errors.ts';

/** Bytes of a request's first line and headers; what is longer is refused before anything of ours sees it. */
const HEADER_BYTES_MAX = 16_384;
/** What a client may take to send its headers, and all of its request. Answers may take longer. */
const HEADERS_MS_MAX = 10_000;
const REQUEST_MS_MAX = 30_000;
/** What nothing is read of or written to for so long is cut: waits end before, and streams write more often. */
const SILENT_MS_MAX = 90_000;
/** Longer than what proxies keep an idle connection for, usually a minute: they must be the ones who close it. */
const IDLE_MS = 65_000;

/** What is being answered may take so long to be finished once the server stops. */
const ANSWER_MS_MAX = 10_000;
/** How often a server that stops looks for connections that have nothing more to do. */
const IDLE_LOOK_MS = 50;

/**
 * Serves an app; resolves once the port is open, with the function that stops it: nothing new is let in, and what is being
 * answered is finished if it can be in time.
 */
export function serveApp(
  app: { fetch: Parameters<typeof serve>[0]['fetch'] },
  {
    host,
    port,
    log,
    answerMs = ANSWER_MS_MAX,
  }: { host: string; port: number; log: Logger; answerMs?: number },
): Promise<() => Promise<void>> {
  return new Promise((resolve, reject) => {
    const server = serve(
      {
        fetch: app.fetch,
        hostname: host,
        port,
        createServer,
        serverOptions: {
          maxHeaderSize: HEADER_BYTES_MAX,
          headersTimeout: HEADERS_MS_MAX,
          requestTimeout: REQUEST_MS_MAX,
          keepAliveTimeout: IDLE_MS,
        },
      },
      (info) => {
        const url = `http://${host}:${info.port}`;
        log.info({ url, docs: `${url}/docs` }, 'the API answers');
        resolve(() => finish(server, answerMs));
      },
      // CAST: `createServer` above makes one of HTTP/1.
    ) as Server;
    refuseInWords(server);
    server.setTimeout(SILENT_MS_MAX);
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const isTaken = cause.code === 'EADDRINUSE';
      reject(
        new MidflightError({
          code: 'port_unavailable',
          message: isTaken
            ? `Port ${port} is taken.`
            : `The API cannot listen on ${host}:${port}: ${cause.message}.`,
          recovery: 'Set PORT to another one, for example PORT=8788.',
          cause,
        }),
      );
    });
  });
}

/** Lets nobody in any more, and resolves once all that is being answered is finished, or cut because it took too long. */
function finish(server: Server, answerMs: number): Promise<void> {
  return new Promise((closed) => {
    // Who asks again and again over one connection would keep it from ever being idle.
    server.prependListener('request', (_, response) => response.setHeader('connection', 'close'));
    const looks = setInterval(() => server.closeIdleConnections(), IDLE_LOOK_MS);
    const late = setTimeout(() => server.closeAllConnections(), answerMs);
    server.close(() => {
      clearInterval(looks);
      clearTimeout(late);
      closed();
    });
  });
}

/** What node refuses by itself, before there is a request to speak of. */
const refusals: Readonly<Record<string, { status: number; code: string; recovery: string }>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: 'headers_too_large',
    recovery: `Send at most ${HEADER_BYTES_MAX} bytes of headers.`,
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: 'request_too_slow',
    recovery: 'Send the whole request at once.',
  },
};

/** Answers what is no request as a problem, too. */
function refuseInWords(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    const { status, code, recovery } = refusals[error.code ?? ''] ?? {
      status: 400,
      code: 'bad_request',
      recovery: 'Send a request of HTTP/1.1.',
    };
    const title = STATUS_CODES[status] ?? '';
    const detail = 'The request could not be read.';
    const body = JSON.stringify({ type: 'about:blank', title, status, code, detail, recovery });
    const headers = [
      `HTTP/1.1 ${status} ${title}`,
      'content-type: application/problem+json',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
    ];
    socket.end(`${headers.join('\r\n')}\r\n\r\n${body}`);
  });
}
