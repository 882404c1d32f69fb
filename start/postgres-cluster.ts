import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { join } from 'node:path';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { postgresFailure, sayWhy } from './postgres-failure.ts';
import { tether } from './tether.ts';

const superuser = 'postgres';
const draftPrefix = 'cluster.new-';

export interface PostgresCluster {
  /** What Postgres calls its data directory. */
  readonly dataDir: string;
  /** The address of a database of it, with the password, once a server listens on `port`. */
  readonly urlOf: (at: { port: number; database: string }) => string;
}

/**
 * The database cluster under `dir`, made if there is none.
 *
 * A cluster is drafted under another name and then renamed, so that `dir/cluster` is whole or
 * absent: an initdb killed halfway leaves a draft, which a later start sweeps away. The rename
 * also settles a race: of two drafts one gets the name, and both processes use that one.
 */
export async function postgresCluster({
  dir,
  binaries,
}: {
  dir: string;
  binaries: () => PostgresBinaries;
}): Promise<PostgresCluster> {
  const home = join(dir, 'cluster');
  if (!fs.existsSync(home)) await create({ dir, home, ...binaries() });
  sweepDrafts(dir);
  const password = fs.readFileSync(join(home, 'password'), 'utf8');
  return {
    dataDir: join(home, 'data'),
    urlOf: ({ port, database }) =>
      `postgres://${superuser}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`,
  };
}

async function create({
  dir,
  home,
  initdb,
  prefix,
}: PostgresBinaries & { dir: string; home: string }): Promise<void> {
  const draft = fs.mkdtempSync(join(dir, draftPrefix));
  const passwordFile = join(draft, 'password');
  try {
    const password = randomBytes(24).toString('hex');
    fs.writeFileSync(passwordFile, password, { mode: 0o600, flush: true });
    if (process.getuid?.() === 0) {
      // Root may be at work in the directory of an ordinary user, who must be able to go on alone.
      const { uid, gid } = fs.statSync(dir);
      for (const path of [draft, passwordFile]) fs.chownSync(path, uid, gid);
    }

    // Loopback is open to every user of the machine, hence a password and not `trust`.
    const access = ['-U', superuser, '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
    const content = ['-D', join(draft, 'data'), '-E', 'UTF8', '--locale=C', '--no-instructions'];
    const run = tether(initdb, [...access, ...content], {
      env: { ...process.env, LC_ALL: 'C' },
      signal: 'SIGINT',
      prefix,
    });
    const { code, error } = await run.exited;
    if (code !== 0) {
      throw postgresFailure(
        `initdb failed in ${dir}: ${error?.message ?? sayWhy(run.stderrTail())}`,
      );
    }
    fs.renameSync(draft, home);
  } catch (error) {
    fs.rmSync(draft, { recursive: true, force: true });
    // Another process was first, and swept our draft or has the name: its cluster is ours too.
    if (!fs.existsSync(home)) throw error;
  }
}

// Only once a cluster exists: before that, a draft may be one that another process works on.
function sweepDrafts(dir: string): void {
  for (const name of fs.readdirSync(dir).filter((name) => name.startsWith(draftPrefix))) {
    try {
      fs.rmSync(join(dir, name), { recursive: true, force: true });
    } catch {
      // Its initdb is still writing into it. A later start takes it away.
    }
  }
}
