import { foldAll, type RulesByProtocol } from '../core/fold-all.ts';
import type { World } from '../core/world.ts';
import { clearDirty, markDirty, takingBackAmong } from '../db/dirty.ts';
import { findComponents } from '../db/find-components.ts';
import { dropEmptyOperations } from '../db/drop-empty-operations.ts';
import { loadLegs, type StoredLeg } from '../db/load-legs.ts';
import { appendTransitions } from '../db/operations.ts';
import type { Database, Queryable } from '../db/pool.ts';
import { endQuarantine, quarantinedAmong } from '../db/quarantine.ts';
import { withMarks, type ClaimedComponent } from './claim-batch.ts';
import { readWorld } from '../db/world.ts';
import { settleFailure, type Settled } from './settle-failure.ts';
import { writeFolded, type Folded } from './write-folded.ts';

/** What one transaction did. */
export interface Outcome extends Settled {
  /** Operations that got a new version. */
  versions: number;
  failures: FoldFailure[];
  /** True if something was left for another time, because it has grown. */
  isHeld: boolean;
}

/** A group of legs that could not be folded: a mistake of ours, which must not stop the others. */
export interface FoldFailure {
  keys: string[];
  reason: string;
}

/**
 * Folds components whose keys this session has locked, in one transaction, and clears exactly the marks that led to them.
 * A component that meanwhile reaches beyond the locked keys is left out, because others may be folding what it reaches.
 */
export async function foldComponents(
  session: Database,
  components: readonly ClaimedComponent[],
  { rules, legsMax }: { rules: RulesByProtocol; legsMax: number },
): Promise<Outcome> {
  const ours = new Set(components.flatMap(({ keys }) => [...keys]));
  const marks = components.flatMap((component) => component.marks);
  return session.transaction(
    async (tx) => {
      const found = (await findComponents(tx, [...ours], { legsMax, within: ours })) ?? [];
      const whole = withMarks(found, marks).filter(
        ({ keys, isTooLarge }) => !isTooLarge && [...keys].every((key) => ours.has(key)),
      );
      const outcome = await foldWhole(tx, whole, rules);
      return { ...outcome, isHeld: found.length === 0 || whole.length < found.length };
    },
    // Legs and heads of one moment: a leg of before a reorg under a head of after it would look firm.
    { isolationLevel: 'repeatable read' },
  );
}

async function foldWhole(
  tx: Queryable,
  components: readonly ClaimedComponent[],
  rules: RulesByProtocol,
): Promise<Omit<Outcome, 'isHeld'>> {
  const marks = components.flatMap((component) => component.marks);
  const keys = components.flatMap((component) => [...component.keys]);
  const legs = await loadLegs(
    tx,
    components.flatMap(({ events }) => [...events]),
  );
  const world = await readWorld(tx);
  const { folded, failed } = foldLegs(legs, rules, world);
  const quarantined = await quarantinedAmong(tx, keys);

  const settled: Settled = { cleared: 0, quarantined: [] };
  const failing = new Set<string>();
  for (const { legs: group, reason } of failed) {
    const own = keysOf(group);
    for (const key of own) failing.add(key);
    const ownMarks = marks.filter(({ key }) => own.has(key));
    const isHopeless = quarantined.some(({ key }) => own.has(key));
    if (ownMarks.length === 0 && !isHopeless) await markFailed(tx, group);
    const verdict = { protocol: group[0]?.protocol ?? null, code: 'fold_failed' as const, reason };
    const { cleared, quarantined: fresh } = await settleFailure(tx, ownMarks, {
      verdict: { ...verdict, operations: [...operationsOf(group)] },
      isHopeless,
    });
    settled.cleared += cleared;
    settled.quarantined.push(...fresh);
  }
  const done = marks.filter(({ key }) => !failing.has(key));
  const versions = await writeFolded(tx, folded, {
    // What took something back must show: also where its mark was not claimed, or came later, or is in quarantine.
    causes: [
      ...marks,
      ...(await takingBackAmong(tx, [...keys, ...operationsOf(legs)])),
      ...quarantined.filter(({ cause }) => cause.type === 'reorg'),
    ],
    heads: world.heads,
    kept: new Set(failed.flatMap(({ legs: group }) => [...operationsOf(group)])),
  });
  // A mark by an operation's id may say that it lost a leg: no fold gives one that lost its last.
  await dropEmptyOperations(
    tx,
    done.map(({ key }) => key),
  );
  await clearDirty(tx, done);
  await endQuarantine(
    tx,
    quarantined.flatMap(({ key }) => (failing.has(key) ? [] : key)),
  );
  await appendTransitions(tx, versions);
  return {
    cleared: done.length + settled.cleared,
    versions: versions.length,
    failures: failed.map(({ legs: group, reason }) => ({ keys: linksOf(group), reason })),
    quarantined: settled.quarantined,
  };
}

/** Legs that lead to no operation without a mark of their own (a look-alike link led there) must not be forgotten. */
async function markFailed(tx: Queryable, [leg]: readonly StoredLeg[]): Promise<void> {
  const exact = leg?.links.find(({ kind }) => kind === 'exact');
  if (!leg || !exact) return;
  await markDirty(tx, [
    { key: exact.key, cause: { type: 'event', chain: leg.at.chain }, failures: 1 },
  ]);
}

const linksOf = (legs: readonly StoredLeg[]) => [
  ...new Set(legs.flatMap(({ links }) => links.map(({ key }) => key))),
];

const operationsOf = (legs: readonly StoredLeg[]) =>
  new Set(legs.flatMap(({ operationId }) => operationId ?? []));

const keysOf = (legs: readonly StoredLeg[]) => new Set([...linksOf(legs), ...operationsOf(legs)]);

/** A protocol that this version does not know any more has no rules: its operations stay as they were. */
function foldLegs(
  legs: readonly StoredLeg[],
  rules: RulesByProtocol,
  world: World,
): { folded: Folded[]; failed: { legs: StoredLeg[]; reason: string }[] } {
  const folded: Folded[] = [];
  const failed: { legs: StoredLeg[]; reason: string }[] = [];
  for (const one of foldAll(rules, legs, world)) {
    if (one.folded) folded.push({ legs: one.legs, ...one.folded });
    else failed.push({ legs: one.legs, reason: String(one.error) });
  }
  return { folded, failed };
}
