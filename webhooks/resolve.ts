import { lookup, Resolver } from 'node:dns';
import type { LookupAddress } from 'node:dns';
import PQueue from 'p-queue';

/** Finds all addresses of a name; gives up when the signal says so. */
export type Resolve = (host: string, signal: AbortSignal) => Promise<LookupAddress[]>;

/** How long one server is waited for at first, and how often each is asked. */
const TIMEOUT_MS = 2_000;
const TRIES = 2;

/** What a server of names says that knows of no such address; everything else says nothing of the name. */
const unknown: ReadonlySet<unknown> = new Set(['ENOTFOUND', 'ENODATA']);

/**
 * One at a time: `lookup` takes a thread out of the few that files and all other names of this process share, and keeps it
 * for as long as a server of names is silent.
 */
const lookups = new PQueue({ concurrency: 1 });

/**
 * Makes what asks the servers of names itself, without a thread: any number of slow names hold up nothing. What they do not
 * know may stand in the file of hosts.
 *
 * @param servers those of the system unless given
 * @param timeoutMs how long one server is waited for, doubling with each try
 */
export function resolver(servers?: readonly string[], timeoutMs = TIMEOUT_MS): Resolve {
  return async (host, signal) => {
    signal.throwIfAborted();
    const asked = new Resolver({ timeout: timeoutMs, tries: TRIES });
    if (servers) asked.setServers(servers);
    const cancel = () => asked.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const found = await Promise.allSettled([
        ask((done) => asked.resolve4(host, done), 4),
        ask((done) => asked.resolve6(host, done), 6),
      ]);
      const addresses = found.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
      if (addresses.length > 0) return addresses;
      for (const one of found) {
        if (one.status === 'rejected' && !unknown.has(codeOf(one.reason))) throw one.reason;
      }
    } finally {
      signal.removeEventListener('abort', cancel);
    }
    return lookups.add(() => inFile(host), { signal });
  };
}

function ask(
  question: (done: (error: Error | null, addresses: string[]) => void) => void,
  family: 4 | 6,
): Promise<LookupAddress[]> {
  return new Promise((resolve, reject) => {
    question((error, addresses) => {
      if (error) reject(error);
      else resolve(addresses.map((address) => ({ address, family })));
    });
  });
}

function inFile(host: string): Promise<LookupAddress[]> {
  return new Promise((resolve, reject) => {
    lookup(host, { all: true }, (error, addresses) => {
      if (error) reject(error);
      else resolve(addresses);
    });
  });
}

const codeOf = (error: unknown) =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
