import type { LogFilter } from '../../core/raw-log.ts';
import type { EventsRead } from './read-events.ts';

/** Transactions that are remembered, so that each is told of once. */
const REMEMBERED_MAX = 10_000;

/** Tells of transactions whose logs a node has cut off. */
export interface Truncations {
  see: (signature: string, read: EventsRead, filter: LogFilter) => void;
}

/**
 * Tells once of each transaction whose events may not all be there. What programs emit by calling themselves is not
 * touched by it, but whether a program does so always is for the filter to say: nothing that was seen of it can tell.
 */
export function createTruncations({
  chainName,
  warn,
}: {
  chainName: string;
  warn: (message: string) => void;
}): Truncations {
  const told = new Set<string>();
  return {
    see: (signature, { programs, isTruncated }, { wanted, outsideLogs }) => {
      if (!isTruncated || told.has(signature)) return;
      const affected = [...wanted.keys()].filter(
        (program) => programs.has(program) && !outsideLogs?.has(program),
      );
      if (affected.length === 0) return;
      if (told.size >= REMEMBERED_MAX) told.clear();
      told.add(signature);
      warn(
        `${chainName} cut off the logs of transaction ${signature}: events of ${affected.join(', ')} may be missing there.`,
      );
    },
  };
}
