import { bell } from '../db/dirty.ts';
import { dirtyAmong } from '../db/dirty-among.ts';
import { markRebuild, REBUILD } from '../db/mark-rebuild.ts';
import type { Database, Queryable } from '../db/pool.ts';
import { renameEvents } from '../db/rename-events.ts';
import { renewLegs } from '../db/renew-legs.ts';
import { storedLogsBetween, storedLogsOf } from '../db/stored-logs.ts';
import type { Protocol } from '../protocols/bind.ts';
import { captureAgain, type Again } from './capture-again.ts';

/** What became of a page of events that were captured again. */
export interface Recaptured {
  events: number;
  /** Legs that say something else than before. */
  changed: number;
  /** Events that were legs, and are none any more. */
  gone: number;
  /** Events that were no legs, and are now. */
  fresh: number;
  /** Events whose contract or chain the configuration does not name any more: they stay as they are. */
  left: number;
  /** Legs that no operation had, and no mark led to. */
  unfolded: number;
}

/**
 * Captures a page of stored events again, by their protocols as they are now. What differs is written in one transaction,
 * with marks for the operations that it touches; a dry run only counts. Orphaned events are captured like the others, and
 * stay orphaned.
 */
export async function recapture(
  db: Database,
  protocols: ReadonlyMap<string, Protocol>,
  page: { after: bigint; upTo: bigint; isDryRun: boolean },
): Promise<Recaptured> {
  const logs = await storedLogsBetween(db, { ...page, protocols: [...protocols.keys()] });
  let all = captureAgain(logs, protocols);
  const differing = all.filter(({ change }) => change !== null);
  if (differing.length > 0 && !page.isDryRun) {
    const ids = differing.map(({ stored }) => stored.id);
    const written = await db.transaction((tx) => write(tx, ids, protocols));
    all = [...all.filter(({ change }) => change === null), ...written];
  }
  const count = (change: Again['change']) => all.filter((one) => one.change === change).length;
  return {
    events: logs.length,
    changed: count('changed'),
    gone: count('gone'),
    fresh: count('fresh'),
    left: logs.length - all.length,
    unfolded: await markUnfolded(db, all, page.isDryRun),
  };
}

/** Looks again under a lock: the indexer may have read the same events anew since. */
async function write(
  tx: Queryable,
  ids: readonly string[],
  protocols: ReadonlyMap<string, Protocol>,
): Promise<Again[]> {
  const again = captureAgain(await storedLogsOf(tx, ids, { isLocked: true }), protocols);
  await renameEvents(
    tx,
    again.map(({ stored: { id }, captured: { name, error } }) => ({ id, name, error })),
  );
  const renewed = again.filter(({ change }) => change !== null && change !== 'renamed');
  if (renewed.length === 0) return again;
  await renewLegs(
    tx,
    renewed.map(({ stored: { id, protocol }, captured: { leg, lookups = [] } }) => ({
      id,
      protocol,
      leg,
      lookups,
    })),
    REBUILD,
  );
  await bell(tx);
  return again;
}

/** Legs without an operation are marked, unless they are already. */
async function markUnfolded(
  db: Database,
  all: readonly Again[],
  isDryRun: boolean,
): Promise<number> {
  const keys = all.flatMap(({ stored: { leg }, change }) => {
    const isAlone = leg !== null && !leg.isFolded && (change === null || change === 'renamed');
    return isAlone ? (leg.links.find(({ kind }) => kind === 'exact')?.key ?? []) : [];
  });
  const marked = await dirtyAmong(db, keys);
  const unmarked = keys.filter((key) => !marked.has(key));
  if (!isDryRun && unmarked.length > 0) await db.transaction((tx) => markRebuild(tx, unmarked));
  return unmarked.length;
}
