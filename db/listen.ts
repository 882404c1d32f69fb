import { Client } from 'pg';
import type { Logger } from 'pino';

/** The first ring goes through at once; others that come closer to it than this are one, unless told otherwise. */
const PAUSE_MS = 25;
const RECONNECT_MS = 1_000;
/** How often the connection is asked whether it still is one, and how long it may take to answer. */
const PROBE_MS = 15_000;
const ANSWER_MS_MAX = 10_000;

/** A session that listens. */
export interface Listener {
  stop: () => Promise<void>;
}

/**
 * Calls `ring` soon after somebody notified a channel, and once when it begins to listen. A lost connection is made again,
 * also one whose other end went away without a word: it is asked now and then. What was notified meanwhile is lost, so that
 * whoever listens also looks by a schedule of its own.
 *
 * @param session the name by which the database knows the connection
 * @param probeMs how often the connection is asked
 * @param answerMsMax how long each answer may take, that to the first question included
 * @param pauseMs rings that come closer to one another than this are one
 */
export function listen({
  databaseUrl,
  channel,
  session,
  ring,
  log,
  probeMs = PROBE_MS,
  answerMsMax = ANSWER_MS_MAX,
  pauseMs = PAUSE_MS,
}: {
  databaseUrl: string;
  channel: string;
  session: string;
  ring: () => Promise<unknown>;
  log: Logger;
  probeMs?: number;
  answerMsMax?: number;
  pauseMs?: number;
}): Listener {
  let client: Client | undefined;
  let ringing: NodeJS.Timeout | undefined;
  let reconnecting: NodeJS.Timeout | undefined;
  let probing: NodeJS.Timeout | undefined;
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
  const lose = (lost: Client, reason: string) => {
    if (isStopped || reconnecting || lost !== client) return;
    clearTimeout(probing);
    // With a question that is not answered, it ends without waiting for the other side.
    lost.end().catch(() => {});
    log.warn({ session, reason }, 'a listener lost its connection; connecting again');
    reconnecting = setTimeout(() => {
      reconnecting = undefined;
      void connect();
    }, RECONNECT_MS);
  };
  const connect = async () => {
    const opened = new Client({
      connectionString: databaseUrl,
      application_name: session,
      connectionTimeoutMillis: answerMsMax,
      query_timeout: answerMsMax,
      keepAlive: true,
    });
    client = opened;
    opened.on('notification', hear);
    opened.on('error', (error) => lose(opened, error.message));
    opened.on('end', () => lose(opened, 'closed by the server'));
    const ask = async (question: string) => {
      await opened.query(question);
      if (!isStopped && client === opened) probing = setTimeout(probe, probeMs);
    };
    const probe = () => {
      ask('select 1').catch((error: unknown) => lose(opened, String(error)));
    };
    try {
      await opened.connect();
      await ask(`listen ${channel}`);
      hear();
    } catch (error) {
      lose(opened, String(error));
    }
  };
  void connect();
  return {
    stop: async () => {
      isStopped = true;
      clearTimeout(ringing);
      clearTimeout(reconnecting);
      clearTimeout(probing);
      await client?.end().catch(() => {});
    },
  };
}
