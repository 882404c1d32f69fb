import { DrizzleQueryError } from 'drizzle-orm/errors';

/**
 * Whose fault it is that a fold was not written.
 * - `conflict`: others wrote the same rows meanwhile. Nothing was written; the next try sees what came between.
 * - `load`: it was too much at once, for the time or the memory that a statement may take.
 * - `component`: the same legs would fail again.
 * - `world`: the database is away, full, or of another version. No component is to blame, so that none is given up for it.
 */
export type Fault = 'conflict' | 'load' | 'component' | 'world';

/** Postgres' codes: serialization failure, deadlock. */
const CONFLICTS = ['40001', '40P01'];
/** Statement timeout, lock timeout, out of memory (of the lock table as well). */
const LOADS = ['57014', '55P03', '53200'];
/** Classes of what a value or a row is refused for: data, constraints, size, what a trigger raises, and internal errors. */
const OF_DATA = ['21', '22', '23', '54', 'P0', 'XX'];

/** Tells what to do after a fold failed. What is not known to be the component's fault is the world's. */
export function faultOf(error: unknown): Fault {
  const isQuery = error instanceof DrizzleQueryError;
  const code = codeOf(isQuery ? error.cause : error);
  // Thrown by our own code, over these legs.
  if (code === null) return isQuery ? 'world' : 'component';
  if (CONFLICTS.includes(code)) return 'conflict';
  if (LOADS.includes(code)) return 'load';
  return OF_DATA.includes(code.slice(0, 2)) ? 'component' : 'world';
}

function codeOf(error: unknown): string | null {
  const isCoded = typeof error === 'object' && error !== null && 'code' in error;
  return isCoded && typeof error.code === 'string' ? error.code : null;
}
