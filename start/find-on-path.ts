import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * The absolute path of a program on PATH, or undefined.
 *
 * @example findOnPath('redis-server') // '/usr/bin/redis-server'
 */
export function findOnPath(binary: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, binary)).find(isProgram);
}

// A folder is "executable" too, so the mode alone would find /usr/lib/postgres.
function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
