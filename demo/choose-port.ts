import { once } from 'node:events';
import { createServer } from 'node:net';

import { MidflightError } from '../core/errors.ts';
import type { Run } from './arguments.ts';

const portsMax = 100;

/** The port for the API: the one the user named, or the first free one from the default on. */
export async function choosePort({ number, isNamed }: Run['port']): Promise<number> {
  const last = isNamed ? number : Math.min(number + portsMax - 1, 65_535);
  for (let port = number; port <= last; port += 1) {
    if (await isFree(port)) return port;
  }
  throw new MidflightError({
    code: 'port_busy',
    message: isNamed
      ? `Port ${number} is taken by another program.`
      : `All ports from ${number} to ${last} are taken.`,
    recovery: 'Name a free one with --port.',
  });
}

async function isFree(port: number): Promise<boolean> {
  // On all addresses: a program that listens on one of them is in the way too.
  const server = createServer().listen(port);
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
