import { Client } from 'pg';
import type { Logger } from 'pino';
import { DIRTY_CHANNEL } from '../db/dirty.ts';
import { DOORBELL_SESSION } from '../db/jobs-running.ts';

/** The first ring goes through at once; others that come closer to it than this are one. */
const PAUSE_MS = 25;
const RECONNECT_MS = 1_000;

/** A running doorbell. */
export interface Doorbell {
  stop: () => Promise<void>;
}

/**
 * Calls `ring` soon after dirty links were committed. A lost connection is made again; what was committed meanwhile is
 * found by the job's own schedule.
 */
export function startDoorbell({
  databaseUrl,
  ring,
  log,
}: {
  databaseUrl: string;
  ring: () => Promise<unknown>;
  log: Logger;
}): Doorbell {
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
          log.warn({ reason: String(error) }, 'the bell did not ring'),
        );
      },
      Math.max(0, rangAt + PAUSE_MS - performance.now()),
    );
  };
  const lose = (reason: string) => {
    if (isStopped || reconnecting) return;
    log.warn({ reason }, 'the doorbell lost its connection; connecting again');
    reconnecting = setTimeout(() => {
      reconnecting = undefined;
      void connect();
    }, RECONNECT_MS);
  };
  const connect = async () => {
    const opened = new Client({
      connectionString: databaseUrl,
      application_name: DOORBELL_SESSION,
    });
    client = opened;
    opened.on('notification', hear);
    opened.on('error', (error) => lose(error.message));
    opened.on('end', () => lose('closed by the server'));
    try {
      await opened.connect();
      await opened.query(`listen ${DIRTY_CHANNEL}`);
      hear();
    } catch (error) {
      lose(String(error));
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
