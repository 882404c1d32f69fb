import type { Logger } from 'pino';
import { DIRTY_CHANNEL } from '../db/dirty.ts';
import { DOORBELL_SESSION } from '../db/jobs-running.ts';
import { listen, type Listener } from '../db/listen.ts';

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
}): Listener {
  return listen({ databaseUrl, channel: DIRTY_CHANNEL, session: DOORBELL_SESSION, ring, log });
}
