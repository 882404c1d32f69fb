import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Linux counts processor time in ticks of this length, whatever the machine. */
const TICKS_PER_SECOND = 100;

/** The processor seconds of a process and of its children, those that are gone included; null where /proc does not say. */
export function treeCpuSeconds(pid: number): number | null {
  try {
    const own = statOf(pid);
    const children = readdirSync('/proc').flatMap((name) => {
      if (!/^\d+$/.test(name)) return [];
      try {
        const stat = statOf(Number(name));
        return stat.parent === pid ? [stat.own] : [];
      } catch {
        return []; // it ended meanwhile, and its parent has counted it
      }
    });
    return children.reduce((sum, ticks) => sum + ticks, own.own + own.reaped) / TICKS_PER_SECOND;
  } catch {
    return null;
  }
}

/** The process id of the embedded Postgres under `dir`. */
export function postmasterOf(dir: string): number {
  return Number(
    readFileSync(join(dir, 'cluster', 'data', 'postmaster.pid'), 'utf8').split('\n')[0],
  );
}

function statOf(pid: number): { parent: number; own: number; reaped: number } {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The program's name stands in brackets and may hold anything.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const field = (index: number) => fields[index] ?? 0;
  return { parent: field(1), own: field(11) + field(12), reaped: field(13) + field(14) };
}
