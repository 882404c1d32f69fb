import { mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
/** What the databases of all tests take, with room to spare. */
const BYTES_MIN = 4 * 2 ** 30;

/**
 * A folder for all that tests write. It is in memory where there is enough: most of what a test's own database costs is a
 * disk's work on its hundreds of files.
 */
export function scratchFolder(): string {
  const inMemory = hasRoom();
  if (inMemory) sweep();
  return mkdtempSync(join(inMemory ? MEMORY : tmpdir(), `midflight-test-${process.pid}-`));
}

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= BYTES_MIN && freemem() >= 2 * BYTES_MIN;
  } catch {
    return false; // there is no such folder here
  }
}

/** Removes what runs have left that were killed: it would stay in memory until the machine starts again. */
function sweep(): void {
  for (const name of readdirSync(MEMORY)) {
    const pid = Number(/^midflight-test-(\d+)-/.exec(name)?.[1]);
    if (!(pid > 0) || isRunning(pid)) continue;
    try {
      rmSync(join(MEMORY, name), { recursive: true, force: true });
    } catch {
      // another user's
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'; // another user's
  }
}
