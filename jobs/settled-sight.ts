import { withCarriers, type Readings } from '../core/reading.ts';
import type { RulesByProtocol } from '../core/fold-all.ts';
import type { Queryable } from '../db/pool.ts';
import { readSight, type Sight } from '../db/read-sight.ts';

/** What waits are judged by. Times in Unix seconds. */
export interface SettledSight {
  /** What is read of each chain, as far as that is folded; none before anything was settled. */
  readings: Readings;
  /** By our clock: the database's, unless another one was given. */
  now: number;
}

/**
 * Looks at what is read, and gives it once all of it is folded: before that, what an operation waits for may have been read
 * and stand in no operation yet. While there is always something to fold, it is what was read a moment ago.
 *
 * @returns a function to be called again and again
 */
export function settledSight(
  rules: RulesByProtocol,
  clock?: () => number,
): (db: Queryable) => Promise<SettledSight> {
  let settled: Readings = new Map();
  let waiting: Pick<Sight, 'readings' | 'lastSeq'> | null = null;
  return async (db) => {
    const sight = await readSight(db);
    const isFolded = (seq: bigint) => sight.oldestSeq === null || sight.oldestSeq > seq;
    if (sight.oldestSeq === null) {
      settled = sight.readings;
      waiting = null;
    } else {
      if (waiting && isFolded(waiting.lastSeq)) {
        settled = waiting.readings;
        waiting = null;
      }
      waiting ??= sight;
    }
    return { readings: withCarriers(settled, rules), now: clock?.() ?? sight.now };
  };
}
