import type { RulesByProtocol } from '../core/fold-all.ts';
import { compareFolds, type Comparison, type FoldDifference } from '../db/compare-folds.ts';
import { markRebuild } from '../db/mark-rebuild.ts';
import { pageOperations } from '../db/page-operations.ts';
import { readExtent } from '../db/read-extent.ts';
import type { Differences } from '../db/rebuilt-since.ts';
import { readWorld } from '../db/world.ts';
import type { Protocol } from '../protocols/bind.ts';
import type { JobDeps } from './define.ts';
import { loadRecaptured } from './load-recaptured.ts';

/** Operations that are loaded and folded at once. */
const OPERATIONS_MAX = 200;
/** Differences that are shown, of all that there are. */
export const EXAMPLES_MAX = 20;

/** How far a stage is; `done` and `total` are places on its way, of the same unit. */
export interface Progress {
  stage: 'capture' | 'fold' | 'write';
  done: number;
  total: number;
}

/** What the stages of a rebuild work with. */
export interface RebuildWork {
  deps: JobDeps;
  /** The protocols that are rebuilt. */
  own: ReadonlyMap<string, Protocol>;
  isDryRun: boolean;
  onProgress: (progress: Progress) => void;
  /** Waits for the jobs where they fall behind. */
  giveWay: () => Promise<void>;
}

/** What came of folding every operation again. */
export interface FoldedAgain {
  folded: number;
  waiting: number;
  failed: number;
  differences: Differences;
}

/**
 * Folds every operation again, page by page, and marks those that differ from their rows; a dry run marks none, and folds
 * legs as they will be captured.
 */
export async function foldAgain({
  deps,
  own,
  isDryRun,
  onProgress,
  giveWay,
}: RebuildWork): Promise<FoldedAgain> {
  const differences: Differences = { status: 0, stage: 0, other: 0, fresh: 0, examples: [] };
  const examples: Record<FoldDifference['field'], string[]> = { status: [], stage: [], other: [] };
  const sum: FoldedAgain = { differences, folded: 0, waiting: 0, failed: 0 };
  const protocols = ridersOf(deps.rules, [...own.keys()]);
  const { operations: total } = await readExtent(deps.db, protocols);
  const load = isDryRun ? loadRecaptured(own) : undefined;
  let done = 0;
  for (let after = ''; !deps.signal.aborted;) {
    const ids = await pageOperations(deps.db, { after, limit: OPERATIONS_MAX, protocols });
    const last = ids.at(-1);
    if (last === undefined) break;
    const found = await compare(deps, ids, load);
    if (!isDryRun && found.differences.length > 0) {
      const keys = found.differences.flatMap((difference) => difference.keys);
      await deps.db.transaction((tx) => markRebuild(tx, keys));
    }
    sum.folded += found.compared;
    sum.waiting += found.waiting.length;
    sum.failed += found.failures.length + found.quarantined.length;
    for (const { id, reason } of found.failures) {
      deps.log.warn({ operation: id, reason }, 'an operation cannot be folded');
    }
    for (const { id, field, stored, folded } of found.differences) {
      differences[field] += 1;
      if (examples[field].length < EXAMPLES_MAX) {
        examples[field].push(`${id}: ${stored} -> ${folded}`);
      }
    }
    done += ids.length;
    onProgress({ stage: 'fold', done, total: Math.max(done, total) });
    await giveWay();
    after = last;
  }
  const weightiest = [...examples.status, ...examples.stage, ...examples.other];
  differences.examples = weightiest.slice(0, EXAMPLES_MAX);
  return sum;
}

/** These protocols, and those whose messages they carry: a carrier's legs are in its riders' operations. */
function ridersOf(rules: RulesByProtocol, names: readonly string[]): string[] {
  const riders = [...rules].flatMap(([name, { carriedBy = [] }]) =>
    !names.includes(name) && carriedBy.some((carrier) => names.includes(carrier)) ? name : [],
  );
  return riders.length === 0 ? [...names] : ridersOf(rules, [...names, ...riders]);
}

/** Legs, heads and marks of one moment. */
function compare(
  { db, rules, legsMax }: JobDeps,
  ids: readonly string[],
  load: ReturnType<typeof loadRecaptured> | undefined,
): Promise<Comparison> {
  return db.transaction(
    async (tx) => {
      const world = await readWorld(tx);
      return compareFolds(tx, ids, { rules, world, legsMax, ...(load && { load }) });
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
}
