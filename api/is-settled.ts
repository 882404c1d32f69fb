import type { StoredOperation } from '../db/types.ts';

/** Whether nothing more is to come of an operation, by what its chains show, and no reorg can undo any of it. */
export function isSettled({
  terminal,
  final,
  finality,
  coverage,
  settlement,
  conflicts,
}: StoredOperation): boolean {
  return (
    terminal &&
    final &&
    finality === 'all' &&
    coverage === 'full' &&
    (settlement === 'n/a' || settlement === 'settled') &&
    conflicts.length === 0
  );
}
