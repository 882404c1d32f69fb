import { execFileSync } from 'node:child_process';
import { linkSync, readFileSync, readlinkSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export interface RunningPostgres {
  readonly pid: number;
  /** Undefined while the server has not yet written it down. */
  readonly port: number | undefined;
  isAlive(): boolean;
}

/**
 * The server that runs on `dataDir`, as its postmaster.pid tells, or undefined.
 *
 * 1) no such file: none.
 * 2) the pid belongs to a Postgres on these files: that one, answering or not. Its file stays,
 *    because a second server on the same files would destroy them.
 * 3) the pid is dead, a zombie (a container's PID 1 may never reap), or by now some other
 *    program's: the file is stale. Postgres would refuse to start over it, so it is removed.
 */
export function runningPostgres(dataDir: string): RunningPostgres | undefined {
  const file = join(dataDir, 'postmaster.pid');
  const text = readIfAny(file);
  if (text === undefined) return undefined;
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  const isAlive = () => holdsFiles({ pid, dataDir });
  // Being written at this moment.
  if (text === '') return { pid, port: undefined, isAlive: () => false };
  if (isAlive()) return { pid, port: Number(lines[3]) || undefined, isAlive };
  removeStale({ file, text });
  return undefined;
}

function holdsFiles({ pid, dataDir }: { pid: number; dataDir: string }): boolean {
  if (process.platform !== 'linux') {
    // There is no cheap way to learn its directory, so any Postgres counts: to wait for a
    // stranger ends in an error, to start beside our own server ends in lost data.
    return commandOf(pid).includes('postgres');
  }
  const command = readIfAny(`/proc/${pid}/cmdline`); // empty for a zombie
  if (!command?.includes('postgres')) return false;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === dataDir; // a postmaster works in its data directory
  } catch {
    return command.includes(dataDir); // another user's process: only its command line is public
  }
}

function commandOf(pid: number): string {
  try {
    return execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}

// Another process may judge the same file, remove it and start a server, all since we read it.
// Moving the file aside shows what it is that we are about to remove; a new one goes back.
function removeStale({ file, text }: { file: string; text: string }): void {
  const aside = `${file}.stale-${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return; // the other process has removed it already
  }
  if (readIfAny(aside) !== text) linkSync(aside, file);
  rmSync(aside);
}

function readIfAny(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
