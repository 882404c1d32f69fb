import { serve } from '@hono/node-server';

/** Serves an API by a real HTTP server on a port of its own, until the end that it hands over; gives its URL. */
export function serveApp(
  app: { fetch: Parameters<typeof serve>[0]['fetch'] },
  ends: (end: () => Promise<void>) => void,
): Promise<string> {
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => {
      resolve(`http://127.0.0.1:${port}`);
    });
    ends(
      () =>
        new Promise((closed) => {
          server.close(() => closed());
          if ('closeAllConnections' in server) server.closeAllConnections();
        }),
    );
  });
}
