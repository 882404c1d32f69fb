import { mkdirSync, realpathSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { MidflightError } from '../core/errors.ts';
import { ensureDatabase } from './ensure-database.ts';
import { freePort } from './free-port.ts';
import { postgresBinaries } from './postgres-binaries.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { postgresCluster } from './postgres-cluster.ts';
import type { PostgresCluster } from './postgres-cluster.ts';
import { postgresFailure, sayWhy } from './postgres-failure.ts';
import { runningPostgres } from './running-postgres.ts';
import type { RunningPostgres } from './running-postgres.ts';
import { tether } from './tether.ts';

// Recovery after a crash replays up to 1 GB of log; a server that fails does so at once.
const readyMsMax = 120_000;
const pollMs = 25;
const watchMs = 1_000;

const settings = {
  listen_addresses: '127.0.0.1',
  // A socket in /tmp would clash with other servers, and a path under the project may be longer
  // than the 107 bytes a socket's name can have.
  unix_socket_directories: '',
  // A backfill touches pages of its indexes everywhere, and writes a gigabyte of log in half a minute: with less of either,
  // pages are written again and again.
  shared_buffers: '256MB',
  max_wal_size: '2GB',
  // Midflight's own processes take some thirty each, and who asks in SQL comes on top: one too many is refused, and waits.
  max_connections: '300',
  TimeZone: 'UTC',
  log_timezone: 'UTC',
};

export interface EmbeddedPostgres {
  readonly url: string;
  /** True when another process owns the server; `stop` then leaves it running. */
  readonly reused: boolean;
  /** Resolves when the server is gone, stopped or crashed, with a sentence that says how. */
  readonly exited: Promise<string>;
  stop(): Promise<void>;
}

/**
 * Runs a real Postgres on the files under `dir`, or joins the one that already runs there, and
 * makes sure that `database` exists.
 *
 * @example
 * const postgres = await startEmbeddedPostgres({ dir: '.midflight/postgres', database: 'midflight' });
 * postgres.url // 'postgres://postgres:<password>@127.0.0.1:<port>/midflight'
 */
export async function startEmbeddedPostgres({
  dir,
  database,
}: {
  dir: string;
  database: string;
}): Promise<EmbeddedPostgres> {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    // Processes recognize each other's server by its directory, so it needs its one true name.
    return await start({ dir: realpathSync(dir), database });
  } catch (error) {
    if (error instanceof MidflightError) throw error;
    throw postgresFailure(error instanceof Error ? error.message : String(error), error);
  }
}

// There is no lock. Postgres itself lets one server at a time on its files, so whoever loses a
// race sees its server refuse to start, looks again, and finds the winner's.
// 1) a server runs and answers: join it. 2) runs, silent (starting, stopping): look again.
// 3) none runs: start one. 4) ours refused for a reason that passes: look again.
async function start({ dir, database }: { dir: string; database: string }) {
  let known: PostgresBinaries | undefined;
  const binaries = () => (known ??= postgresBinaries({ dir }));
  const cluster = await postgresCluster({ dir, binaries });
  const deadline = Date.now() + readyMsMax;
  let why = '';
  while (Date.now() < deadline) {
    const running = runningPostgres(cluster.dataDir);
    const attempt = running
      ? await join({ cluster, database, running })
      : await launch({ cluster, database, deadline, ...binaries() });
    if (typeof attempt !== 'string') return attempt;
    why = attempt;
    await sleep(pollMs);
  }
  throw postgresFailure(`the server on ${dir} gave no answer in ${readyMsMax / 1000} s: ${why}`);
}

type Attempt = EmbeddedPostgres | string;

async function join({
  cluster,
  database,
  running,
}: {
  cluster: PostgresCluster;
  database: string;
  running: RunningPostgres;
}): Promise<Attempt> {
  const { pid, port } = running;
  if (port === undefined) return `process ${pid} has no port yet`;
  const url = cluster.urlOf({ port, database });
  const refusal = await ensureDatabase(url);
  if (refusal !== undefined) return `process ${pid} says ${refusal}`;

  let watch: NodeJS.Timeout | undefined;
  const exited = new Promise<string>((resolve) => {
    watch = setInterval(() => {
      if (running.isAlive()) return;
      clearInterval(watch);
      resolve(`the Postgres of another process (${pid}) is gone`);
    }, watchMs).unref();
  });
  const stop = async () => clearInterval(watch);
  return { url, reused: true, exited, stop };
}

// Of Postgres' reasons to end at once, the ones that pass: another process has just started it (and perhaps not yet written
// its name into the lock file), the children of a killed server have not gone yet, or the free port was taken meanwhile.
const passing =
  /lock file ".*" (already exists|is empty)|pre-existing shared memory|could not bind/;

async function launch({
  cluster,
  database,
  deadline,
  postgres,
  prefix,
}: PostgresBinaries & {
  cluster: PostgresCluster;
  database: string;
  deadline: number;
}): Promise<Attempt> {
  const port = await freePort();
  const url = cluster.urlOf({ port, database });
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = tether(postgres, ['-D', cluster.dataDir, '-p', String(port), ...options], {
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    signal: 'SIGINT', // "fast": disconnects clients, writes a checkpoint
    prefix,
  });
  const exited = server.exited.then(({ code, signal, error }) => {
    // Only with a failure's code do its last words tell why.
    if (code === null || code === 0) return `Postgres ended with ${error?.message ?? signal ?? 0}`;
    return `Postgres ended with ${code}: ${sayWhy(server.stderrTail())}`;
  });

  let refusal = 'nothing yet';
  try {
    while (Date.now() < deadline) {
      const answer = await ensureDatabase(url);
      if (answer === undefined) return { url, reused: false, exited, stop: () => server.stop() };
      refusal = answer;
      const end = await Promise.race([exited, sleep(pollMs)]);
      if (end === undefined) continue;
      if (passing.test(server.stderrTail())) return end;
      throw postgresFailure(end);
    }
  } catch (error) {
    await server.stop();
    throw error;
  }
  await server.stop();
  return refusal;
}
