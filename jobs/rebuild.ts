import { pageOperations } from '../db/page-operations.ts';
import { compareFolds, type Comparison, type FoldDifference } from '../db/compare-folds.ts';
import { markRebuild } from '../db/mark-rebuild.ts';
import { readExtent } from '../db/read-extent.ts';
import { lastTransition, rebuiltSince, type Differences } from '../db/rebuilt-since.ts';
import { noteRules } from '../db/rule-versions.ts';
import { endOfPage } from '../db/stored-logs.ts';
import { retryDeadlock } from '../db/retry-deadlock.ts';
import { readWorld } from '../db/world.ts';
import type { Protocol } from '../protocols/bind.ts';
import type { JobDeps } from './define.ts';
import { drainRebuild } from './drain-rebuild.ts';
import { loadRecaptured } from './load-recaptured.ts';
import { recapture, type Recaptured } from './recapture.ts';

/** Events that one transaction captures again. */
const EVENTS_MAX = 1_000;
/** Operations that are loaded and folded at once. */
const OPERATIONS_MAX = 200;
/** Marks that may wait before a rebuild waits for them: the table that it looks marks up in stays short. */
const WAITING_MAX = 10_000;
const EXAMPLES_MAX = 20;

/** How far a stage is; `done` and `total` are places on its way, of the same unit. */
export interface Progress {
  stage: 'capture' | 'fold' | 'write';
  done: number;
  total: number;
}

/** What a rebuild found and, unless it was a dry run, changed. */
export interface Rebuilt {
  captured: Recaptured;
  folded: number;
  /** Operations that others had marked meanwhile: the jobs fold them anyway. */
  waiting: number;
  /** Operations that cannot be folded, or not be written. */
  failed: number;
  differences: Differences;
  /** Protocols that were folded by other rules than ours: jobs of another version are at work. */
  otherRules: string[];
}

/**
 * Folds everything again from the stored events, while everything else runs: captures them again, folds the operations by
 * the rules as they are now, marks what differs, and waits until that is written. A dry run writes nothing, and tells what
 * would differ.
 *
 * It reads page by page and keeps no more than one in memory. To end it at any moment does no harm: what was marked is
 * folded, and the next rebuild finds the rest.
 *
 * @param protocols those that are to be rebuilt; `deps.rules` are the rules of all
 */
export async function rebuild(
  deps: JobDeps,
  {
    protocols,
    isDryRun,
    onProgress,
  }: {
    protocols: readonly Protocol[];
    isDryRun: boolean;
    onProgress: (progress: Progress) => void;
  },
): Promise<Rebuilt> {
  const { db } = deps;
  const own = new Map(protocols.map((protocol) => [protocol.name, protocol]));
  const seq = await lastTransition(db);
  const work = { deps, own, isDryRun, onProgress };
  const captured = await captureAll(work);
  // What is marked says nothing yet of how it folds.
  if (!isDryRun) await drainRebuild(deps, { marksMax: 0, onWait: waitingFor(onProgress) });
  const { differences: found, folded, waiting, failed } = await foldAgain(work);
  if (isDryRun) {
    return { captured, folded, waiting, failed, differences: found, otherRules: [] };
  }
  const unwritten = await drainRebuild(deps, { marksMax: 0, onWait: waitingFor(onProgress) });
  const { rules: versions, ...differences } = await rebuiltSince(db, seq, EXAMPLES_MAX);
  const otherRules = versions.flatMap(({ protocol, version }) =>
    own.has(protocol) && own.get(protocol)?.rules.version !== version ? protocol : [],
  );
  if (failed + unwritten + otherRules.length === 0 && !deps.signal.aborted) {
    await noteRules(db, new Map(protocols.map(({ name, rules }) => [name, rules])));
  }
  return { captured, folded, waiting, failed: failed + unwritten, differences, otherRules };
}

interface Work {
  deps: JobDeps;
  own: ReadonlyMap<string, Protocol>;
  isDryRun: boolean;
  onProgress: (progress: Progress) => void;
}

const waitingFor = (onProgress: Work['onProgress']) => {
  let total = 0;
  return (waiting: number) => {
    total = Math.max(total, waiting);
    onProgress({ stage: 'write', done: total - waiting, total });
  };
};

async function captureAll({ deps, own, isDryRun, onProgress }: Work): Promise<Recaptured> {
  const sum: Recaptured = { events: 0, changed: 0, gone: 0, fresh: 0, left: 0, unfolded: 0 };
  // What comes after this was captured by this version of the code.
  const { firstEvent, lastEvent } = await readExtent(deps.db);
  const first = firstEvent - 1n;
  for (let after = first; !deps.signal.aborted;) {
    const end = await endOfPage(deps.db, { after, upTo: lastEvent, limit: EVENTS_MAX });
    if (end === null) break;
    const page = { after, upTo: end, isDryRun };
    const part = await retryDeadlock(() => recapture(deps.db, own, page));
    // CAST: the sum has the same keys.
    for (const key of Object.keys(sum) as (keyof Recaptured)[]) sum[key] += part[key];
    onProgress({ stage: 'capture', done: Number(end - first), total: Number(lastEvent - first) });
    await giveWay(deps, isDryRun, onProgress);
    after = end;
  }
  return sum;
}

async function foldAgain({ deps, own, isDryRun, onProgress }: Work) {
  const differences: Differences = { status: 0, stage: 0, other: 0, fresh: 0, examples: [] };
  const examples: Record<FoldDifference['field'], string[]> = { status: [], stage: [], other: [] };
  const sum = { differences, folded: 0, waiting: 0, failed: 0 };
  const { operations: total } = await readExtent(deps.db, [...own.keys()]);
  let done = 0;
  for (let after = ''; !deps.signal.aborted;) {
    const ids = await pageOperations(deps.db, {
      after,
      limit: OPERATIONS_MAX,
      protocols: [...own.keys()],
    });
    const last = ids.at(-1);
    if (last === undefined) break;
    const found = await compare(deps, ids, isDryRun ? loadRecaptured(own) : undefined);
    if (!isDryRun && found.differences.length > 0) {
      const keys = found.differences.flatMap((difference) => difference.keys);
      await deps.db.transaction((tx) => markRebuild(tx, keys));
    }
    sum.folded += found.compared;
    sum.waiting += found.waiting.length;
    sum.failed += found.failures.length;
    for (const { id, reason } of found.failures) {
      deps.log.warn({ operation: id, reason }, 'an operation cannot be folded');
    }
    for (const difference of found.differences) {
      differences[difference.field] += 1;
      const own = examples[difference.field];
      if (own.length < EXAMPLES_MAX) own.push(text(difference));
    }
    done += ids.length;
    onProgress({ stage: 'fold', done, total: Math.max(done, total) });
    await giveWay(deps, isDryRun, onProgress);
    after = last;
  }
  const weightiest = [...examples.status, ...examples.stage, ...examples.other];
  differences.examples = weightiest.slice(0, EXAMPLES_MAX);
  return sum;
}

const text = ({ id, stored, folded }: FoldDifference) => `${id}: ${stored} -> ${folded}`;

/** Legs, heads and marks of one moment. */
function compare(
  { db, rules }: JobDeps,
  ids: readonly string[],
  load: ReturnType<typeof loadRecaptured> | undefined,
): Promise<Comparison> {
  return db.transaction(
    async (tx) => {
      const world = await readWorld(tx);
      return compareFolds(tx, ids, { rules, world, ...(load && { load }) });
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
}

async function giveWay(
  deps: JobDeps,
  isDryRun: boolean,
  onProgress: Work['onProgress'],
): Promise<void> {
  if (isDryRun) return;
  await drainRebuild(deps, { marksMax: WAITING_MAX, onWait: waitingFor(onProgress) });
}
