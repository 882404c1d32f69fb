import { retryQuarantined } from '../db/quarantine.ts';
import { readExtent } from '../db/read-extent.ts';
import { lastTransition } from '../db/read-transitions.ts';
import { rebuiltSince, type Differences } from '../db/rebuilt-since.ts';
import { noteRules } from '../db/rule-versions.ts';
import { endOfPage } from '../db/stored-logs.ts';
import { retryDeadlock } from '../db/retry-deadlock.ts';
import type { Protocol } from '../protocols/bind.ts';
import type { JobDeps } from './define.ts';
import { drainRebuild } from './drain-rebuild.ts';
import { EXAMPLES_MAX, foldAgain, type RebuildWork } from './fold-again.ts';
import { recapture, type Recaptured } from './recapture.ts';

/** Events that one transaction captures again. */
const EVENTS_MAX = 1_000;
/** Marks that may wait before a rebuild waits for them: the table that it looks marks up in stays short. */
const WAITING_MAX = 10_000;

/** What a rebuild found and, unless it was a dry run, changed. */
export interface Rebuilt {
  captured: Recaptured;
  folded: number;
  /** Operations that others had marked meanwhile: the jobs fold them anyway. */
  waiting: number;
  /** Operations that cannot be folded, or not be written; those in quarantine among them. */
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
    onProgress: RebuildWork['onProgress'];
  },
): Promise<Rebuilt> {
  const { db } = deps;
  const own = new Map(protocols.map((protocol) => [protocol.name, protocol]));
  const seq = await lastTransition(db);
  if (!isDryRun) await retryQuarantined(db);
  const work: RebuildWork = {
    deps,
    own,
    isDryRun,
    onProgress,
    giveWay: giver(deps, isDryRun, onProgress),
  };
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

const waitingFor = (onProgress: RebuildWork['onProgress']) => {
  let total = 0;
  return (waiting: number) => {
    total = Math.max(total, waiting);
    onProgress({ stage: 'write', done: total - waiting, total });
  };
};

async function captureAll({
  deps,
  own,
  isDryRun,
  onProgress,
  giveWay,
}: RebuildWork): Promise<Recaptured> {
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
    await giveWay();
    after = end;
  }
  return sum;
}

/** Waits for the jobs where they fall behind. */
function giver(
  deps: JobDeps,
  isDryRun: boolean,
  onProgress: RebuildWork['onProgress'],
): RebuildWork['giveWay'] {
  return async () => {
    if (isDryRun) return;
    await drainRebuild(deps, { marksMax: WAITING_MAX, onWait: waitingFor(onProgress) });
  };
}
