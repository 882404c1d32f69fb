import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { MidflightError } from '../core/errors.ts';
import type { Metrics } from '../api/deps.ts';

/** Serves `/metrics` on a port of its own; resolves once it is open, with the function that stops it. */
export function serveMetrics(
  metrics: Metrics,
  { host, port, log }: { host: string; port: number; log: Logger },
): Promise<() => Promise<void>> {
  const server = createServer((request, response) => {
    if (request.url?.split('?')[0] !== '/metrics') {
      response.writeHead(404).end('There is only /metrics here.\n');
      return;
    }
    metrics.text().then(
      (text) => response.writeHead(200, { 'content-type': metrics.contentType }).end(text),
      (error: unknown) => {
        log.error({ reason: String(error) }, 'the metrics could not be collected');
        response.writeHead(500).end('The metrics could not be collected.\n');
      },
    );
  });
  return new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new MidflightError({
          code: 'port_unavailable',
          message: `The metrics cannot be served on ${host}:${port}: ${cause.message}.`,
          recovery: 'Set METRICS_PORT to another one, for example METRICS_PORT=9464.',
          cause,
        }),
      ),
    );
    server.listen(port, host, () => {
      // CAST: a server on a port has such an address.
      const opened = (server.address() as AddressInfo).port;
      log.info({ url: `http://${host}:${opened}/metrics` }, 'the metrics are served');
      resolve(
        () =>
          new Promise((closed) => {
            server.close(() => closed());
            server.closeAllConnections();
          }),
      );
    });
  });
}
