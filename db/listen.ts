import { Client } from 'pg';
import type { Logger } from 'pino';

/** The first ring goes through at once; others that come closer to it than this are one, unless told otherwise. */
const PAUSE_MS = 25;
const RECONNECT_MS = 1_000;

/** A session that listens. */
export interface Listener {
  stop: () => Promise<void>;
}

/**
 * Calls `ring` soon after somebody notified a channel, and once when it begins to listen. A lost connection is made again;
 * what was notified meanwhile is lost, so that whoever listens also looks by a schedule of its own.
 *
 * @param session the name by which the database knows the connection
 * @param pauseMs rings that come closer to one another than this are one
 */
export function listen({
  databaseUrl,
  channel,
  session,
  ring,
  log,
  pauseMs = PAUSE_MS,
}: {
  databaseUrl: string;
  channel: string;
  session: string;
  ring: () => Promise<unknown>;
  log: Logger;
  pauseMs?: number;
}): Listener {
  let client: Client | undefined;
  let ringing: NodeJS.Timeout | undefined;
  let reconnecting: NodeJS.Timeout | undefined;
  let isStopped = false;
  let rangAt = Number.NEGATIVE_INFINITY;

  const hear = () => {
    ringing ??= setTimeout(
      () => {
        ringing = undefined;
        rangAt = performance.now();
        ring().catch((error: unknown) =>
          log.warn({ session, reason: String(error) }, 'the bell did not ring'),
        );
      },
      Math.max(0, rangAt + pauseMs - performance.now()),
    );
  };
  const lose = (reason: string) => {
    if (isStopped || reconnecting) return;
    log.warn({ session, reason }, 'a listener lost its connection; connecting again');
    reconnecting = setTimeout(() => {
      reconnecting = undefined;
      void connect();
    }, RECONNECT_MS);
  };
  const connect = async () => {
    const opened = new Client({ connectionString: databaseUrl, application_name: session });
    client = opened;
    opened.on('notification', hear);
    opened.on('error', (error) => lose(error.message));
    opened.on('end', () => lose('closed by the server'));
    try {
      await opened.connect();
      await opened.query(`listen ${channel}`);
      hear();
    } catch (error) {
      lose(String(error));
      await opened.end().catch(() => {});
    }
  };
  void connect();
  return {
    stop: async () => {
      isStopped = true;
      clearTimeout(ringing);
      clearTimeout(reconnecting);
      await client?.end().catch(() => {});
    },
  };
}
