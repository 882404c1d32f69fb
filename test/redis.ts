import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findOnPath } from '../start/find-on-path.ts';
import { freePort } from '../start/free-port.ts';
import { tether } from '../start/tether.ts';

const run = promisify(execFile);
const downloadMsMax = 60_000;
const versionMsMax = 5_000;
const readyMsMax = 10_000;
const cache = join(import.meta.dirname, '../node_modules/.cache/midflight-redis');

export interface TestRedis {
  readonly url: string;
  /** Where the server comes from, for the line that says which backends were tested. */
  readonly how: string;
  stop(): Promise<void>;
}

/**
 * A Redis of the tests' own: empty, on a port of its own, writing nothing to disk. Undefined if
 * this machine has none and cannot get one; the queue is then tested on Postgres only.
 *
 * 1) REDIS_BIN. 2) redis-server on PATH. 3) valkey-server on PATH. 4) Debian's package,
 * unpacked under node_modules/.cache: nothing is installed, no right of root's is needed.
 */
export async function startRedis(): Promise<TestRedis | undefined> {
  const program = await findRedis();
  if (program === undefined) return undefined;
  const dir = mkdtempSync(join(tmpdir(), 'midflight-redis-'));
  const port = await freePort();
  const listen = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir];
  const memory = ['--appendonly', 'no', '--save', '', '--maxmemory-policy', 'noeviction'];
  const server = tether(program.path, [...listen, ...memory], { env: program.env });
  const stop = async () => {
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  };
  const isReady = await Promise.race([ready(port), server.exited.then(() => false)]);
  if (isReady) return { url: `redis://127.0.0.1:${port}`, how: program.how, stop };
  await stop();
  throw new Error(`${program.how} did not start: ${server.stderrTail()}`);
}

interface Program {
  readonly path: string;
  readonly how: string;
  readonly env: NodeJS.ProcessEnv;
}

async function findRedis(): Promise<Program | undefined> {
  const { env } = process;
  // Whoever names a program wants that one: if it does not start, that is an error.
  if (env.REDIS_BIN) return { path: env.REDIS_BIN, how: 'REDIS_BIN', env };
  for (const name of ['redis-server', 'valkey-server']) {
    const path = findOnPath(name);
    if (path !== undefined) return { path, how: `${name} on PATH`, env };
  }
  try {
    if (!existsSync(cache)) await download();
    const libraries = join(cache, 'usr/lib');
    const triplet = readdirSync(libraries).find((name) => name.includes('linux-gnu')) ?? '';
    const path = join(cache, 'usr/bin/redis-server');
    const withLibraries = { ...env, LD_LIBRARY_PATH: join(libraries, triplet) };
    await run(path, ['--version'], { env: withLibraries, timeout: versionMsMax });
    return { path, how: 'redis-server of apt-get download', env: withLibraries };
  } catch {
    return undefined; // no apt, no network, no room, or libraries that do not fit
  }
}

// The packages that redis-server needs beyond a minimal Debian or Ubuntu.
const packages = ['redis-server', 'redis-tools', 'libjemalloc2', 'liblzf1', 'libatomic1'];

// Unpacked under another name and renamed: an interrupted download leaves no half of a Redis,
// and of two at once the first one gets the name.
async function download(): Promise<void> {
  const aptGet = findOnPath('apt-get');
  if (aptGet === undefined) throw new Error('there is no apt-get');
  mkdirSync(join(cache, '..'), { recursive: true });
  const draft = mkdtempSync(`${cache}.new-`);
  const within = { cwd: draft, signal: AbortSignal.timeout(downloadMsMax) };
  const settings = [
    `Dir::State::lists=${draft}/lists`,
    `Dir::Cache=${draft}/archives`,
    'Debug::NoLocking=1', // the system's locks belong to root
    'APT::Sandbox::User=', // and so does the right to become the user _apt
    'APT::Update::Error-Mode=any', // without network, fail here and now
    'Acquire::Languages=none',
    'Acquire::Retries=0',
    'Acquire::http::Timeout=10',
    'Acquire::https::Timeout=10',
  ].flatMap((setting) => ['-o', setting]);
  try {
    for (const folder of ['lists/partial', 'archives/archives/partial', 'root']) {
      mkdirSync(join(draft, folder), { recursive: true });
    }
    await run(aptGet, ['-qq', ...settings, 'update'], within);
    await run(aptGet, ['-qq', ...settings, 'download', ...packages], within);
    for (const file of readdirSync(draft).filter((name) => name.endsWith('.deb'))) {
      await run('dpkg', ['-x', file, 'root'], within);
    }
    if (!existsSync(cache)) renameSync(join(draft, 'root'), cache);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

async function ready(port: number): Promise<boolean> {
  const deadline = Date.now() + readyMsMax;
  while (Date.now() < deadline) {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      socket.write('PING\r\n');
      const [answer] = (await once(socket, 'data', { signal: AbortSignal.timeout(1_000) })) as [
        Buffer,
      ];
      if (answer.toString().startsWith('+PONG')) return true;
    } catch {
      // nobody listens yet
    } finally {
      socket.destroy();
    }
    await sleep(20);
  }
  return false;
}
