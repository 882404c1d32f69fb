import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that systems give to who asks for any (from 32768 on Linux, from 49152 elsewhere). */
const LOWEST = 10_000;
const HIGHEST = 32_767;
const TRIES_MAX = 100;

/**
 * A TCP port of 127.0.0.1 that nobody listens on.
 *
 * It is free now, not reserved: another program may take it first, so whoever listens on it must be ready to ask for another. Who
 * asks the system for any port never gets it: a program that takes seconds to listen would often find somebody else there.
 *
 * @throws what the system says if none of a hundred ports is free
 */
export async function freePort(): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    const port = randomInt(LOWEST, HIGHEST + 1);
    const server = createServer();
    try {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    } catch (error) {
      if (tries >= TRIES_MAX) throw error;
      continue;
    }
    server.close();
    await once(server, 'close');
    return port;
  }
}
