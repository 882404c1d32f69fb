import { mkdtempSync, statfsSync } from 'node:fs';
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
  return mkdtempSync(join(hasRoom() ? MEMORY : tmpdir(), 'midflight-test-'));
}

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= BYTES_MIN && freemem() >= 2 * BYTES_MIN;
  } catch {
    return false; // there is no such folder here
  }
}
