import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { createApp } from '../api/create-app.ts';
import { startLive } from '../api/live.ts';
import { assert } from '../core/errors.ts';
import type { Connection, Database } from '../db/pool.ts';
import { createDatabase } from './database.ts';
import { readEvents, type Part } from './read-events.ts';

const log = pino({ level: process.env['TEST_LOG'] ?? 'silent' });

type Limits = Omit<Parameters<typeof startLive>[0], 'db' | 'databaseUrl' | 'log'>;

/**
 * The API on a database of its own, or on one that there is, following what happens there.
 *
 * @param writable where it writes, if it reads elsewhere
 */
export async function liveApi(
  limits: Limits = {},
  given?: Connection & { url: string },
  writable?: Database,
) {
  const connection = given ?? (await createDatabase());
  const { db, url } = connection;
  const live = await startLive({ db, databaseUrl: url, log, ...limits });
  onTestFinished(live.stop);
  const app = createApp({
    db,
    protocols: [],
    log,
    now: () => new Date(),
    live,
    ...(writable && { writable }),
  });
  return {
    ...connection,
    live,
    app,
    /** Opens a stream. It is closed with the test, if not before. */
    stream: async (query = '', lastEventId?: string, secret?: string) => {
      const response = await app.request(`/v1/stream${query}`, {
        headers: {
          ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
          ...(secret !== undefined && { authorization: `Bearer ${secret}` }),
        },
      });
      assert(response.status === 200, `no stream begins: ${response.status}`);
      return opened(response);
    },
  };
}

/** A stream's parts one by one, behind the `retry` of its beginning. */
function opened(response: Response) {
  const parts = readEvents(response.body);
  const close = async () => void (await parts.return(undefined));
  onTestFinished(close);
  const next = async (): Promise<Part | null> => {
    const { value, done } = await parts.next();
    return done ? null : value;
  };
  /** The next so many transitions. */
  const transitions = async (count: number) => {
    const told = [];
    while (told.length < count) {
      const part = await next();
      if (part === null) break;
      if ('event' in part && part.event === 'transition') told.push(part.data);
    }
    return told;
  };
  return { response, next, transitions, close };
}
