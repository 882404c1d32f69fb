import type { ChainId, Head } from '../core/chain.ts';
import { assert } from '../core/errors.ts';
import { foldAll, type RulesByProtocol } from '../core/fold-all.ts';
import { isSameOperation, legChanges, type Operation } from '../core/operation.ts';
import type { Wake } from '../core/wakes.ts';
import type { World } from '../core/world.ts';
import { loadComponents, type StoredLeg } from '../db/components.ts';
import { clearDirty, CORRELATE_LOCK, deferDirty, readDirty, type DirtyMark } from '../db/dirty.ts';
import {
  assignLegs,
  dropAliases,
  lastStates,
  previousOperations,
  replaceOperations,
  writeVersions,
  type Alias,
  type LastState,
  type NewVersion,
  type PreviousOperation,
} from '../db/operations.ts';
import { withLock, type Database, type Queryable } from '../db/pool.ts';
import type { AsOf, Cause } from '../db/types.ts';
import { markDue, writeWakes } from '../db/wakes.ts';
import { readWorld } from '../db/world.ts';

/** Marks that one transaction takes on, as long as nothing fails. */
export const MARKS_MAX = 500;

/**
 * Folds the operations behind the oldest dirty links again, in one transaction, and clears exactly the marks that it
 * read: what is marked meanwhile stays for the next time. One such transaction runs at a time, over all processes.
 *
 * @returns how many marks it cleared and how many operations got a new version. When it clears none, all is done, but for
 * the groups that it could not fold: their marks stay, and are tried again after all others.
 */
export async function correlateBatch(
  db: Database,
  rules: RulesByProtocol,
  marksMax = MARKS_MAX,
): Promise<Correlated> {
  return withLock(db, CORRELATE_LOCK, (session) =>
    session.transaction((tx) => foldDirty(tx, rules, marksMax), {
      // Legs and heads of one moment: a leg of before a reorg under a head of after it would look firm.
      isolationLevel: 'repeatable read',
    }),
  );
}

/** Puts the first mark behind all others, because its batch cannot be written even alone. */
export async function deferFirst(db: Database): Promise<DirtyMark | undefined> {
  return withLock(db, CORRELATE_LOCK, (session) =>
    session.transaction(async (tx) => {
      const marks = await readDirty(tx, 1);
      await deferDirty(tx, marks);
      return marks[0];
    }),
  );
}

async function foldDirty(
  tx: Queryable,
  rules: RulesByProtocol,
  marksMax: number,
): Promise<Correlated> {
  const world = await readWorld(tx);
  let marks = await readDirty(tx, marksMax);
  if (marks.length < marksMax && (await markDue(tx, world)) > 0) {
    marks = await readDirty(tx, marksMax);
  }
  if (marks.length === 0) return { cleared: 0, versions: 0, failures: [] };
  const legs = await loadComponents(tx, [...new Set(marks.map(({ key }) => key))]);
  const { folded, failures } = foldLegs(legs, rules, world);
  const failed = new Set(failures.flatMap(({ keys }) => keys));
  const versions = await write(tx, folded, marks, world.heads);
  const [deferred, done] = partition(marks, ({ key }) => failed.has(key));
  await clearDirty(tx, done);
  await deferDirty(tx, deferred);
  return { cleared: done.length, versions, failures };
}

/** What one transaction did. */
export interface Correlated {
  cleared: number;
  versions: number;
  failures: FoldFailure[];
}

/** A group of legs that could not be folded: a mistake of ours, which must not stop the others. */
export interface FoldFailure {
  keys: string[];
  reason: string;
}

interface Folded {
  operation: Operation;
  wakes: Wake[];
  legs: StoredLeg[];
}

/** A protocol that this version does not know any more has no rules: its operations stay as they were. */
function foldLegs(
  legs: readonly StoredLeg[],
  rules: RulesByProtocol,
  world: World,
): { folded: Folded[]; failures: FoldFailure[] } {
  const folded: Folded[] = [];
  const failures: FoldFailure[] = [];
  for (const one of foldAll(rules, legs, world)) {
    if (one.folded) {
      folded.push({ legs: one.legs, ...one.folded });
      continue;
    }
    const keys = one.legs.flatMap(({ links }) => links.map(({ key }) => key));
    failures.push({ keys, reason: String(one.error) });
  }
  return { folded, failures };
}

function partition<T>(values: readonly T[], test: (value: T) => boolean): [yes: T[], no: T[]] {
  return [values.filter(test), values.filter((value) => !test(value))];
}

async function write(
  tx: Queryable,
  folded: readonly Folded[],
  marks: readonly DirtyMark[],
  heads: ReadonlyMap<ChainId, Head>,
): Promise<number> {
  const ids = new Set(folded.map(({ operation }) => operation.id));
  const formerIds = folded.flatMap(({ legs }) =>
    legs.flatMap(({ operationId }) => operationId ?? []),
  );
  const previous = await previousOperations(tx, [...new Set([...ids, ...formerIds])]);
  const formerly = await lastStates(
    tx,
    [...ids].filter((id) => !previous.has(id)),
  );
  const replaced = replacements(folded, ids, previous);
  const versions = folded.flatMap(({ operation, legs }): NewVersion[] => {
    const own = previous.get(operation.id);
    const inherited = replaced.flatMap(({ alias, operationId }) =>
      operationId === operation.id ? (previous.get(alias) ?? []) : [],
    );
    if (own && inherited.length === 0 && isSameOperation(own.body, operation)) return [];
    const before = [
      own && stateOf(own),
      formerly.get(operation.id),
      ...inherited.map(stateOf),
    ].filter((state) => state !== undefined);
    const cause = causeOf(legs, marks);
    return [
      {
        operation,
        version: Math.max(0, ...before.map(({ version }) => version)) + 1,
        from: before[0] ?? null,
        changes: legChanges(
          [own, ...inherited].flatMap((row) => row?.body.legs ?? []),
          operation.legs,
        ),
        cause,
        asOf: asOfChains(operation, heads),
        chainTime: chainTimeOf(cause, legs, heads),
      },
    ];
  });
  await replaceOperations(tx, replaced);
  await dropAliases(tx, [...formerly.keys()]);
  await writeVersions(tx, versions);
  await writeWakes(
    tx,
    [...ids, ...replaced.map(({ alias }) => alias)],
    folded.flatMap(({ operation, wakes }) =>
      wakes.map((wake) => ({ operationId: operation.id, wake })),
    ),
  );
  await assignLegs(
    tx,
    folded.flatMap(({ operation, legs }) =>
      legs
        .filter(({ operationId }) => operationId !== operation.id)
        .map(({ eventId }) => ({ eventId, operationId: operation.id })),
    ),
  );
  return versions.length;
}

function stateOf({ version, body }: PreviousOperation): LastState {
  return { version, status: body.status, stage: body.stage };
}

/** Operations that no fold gives any more, and the one that has their first leg now. */
function replacements(
  folded: readonly Folded[],
  ids: ReadonlySet<string>,
  previous: ReadonlyMap<string, PreviousOperation>,
): Alias[] {
  const heirs = new Map<string, string>();
  for (const { operation, legs } of folded) {
    for (const { operationId } of legs) {
      if (!operationId || ids.has(operationId) || !previous.has(operationId)) continue;
      if (!heirs.has(operationId)) heirs.set(operationId, operation.id);
    }
  }
  return [...heirs].map(([alias, operationId]) => ({ alias, operationId }));
}

/** The weightiest cause among the marks that touch these legs: what was taken back must show. */
function causeOf(legs: readonly StoredLeg[], marks: readonly DirtyMark[]): Cause {
  const keys = new Set(legs.flatMap(({ links }) => links.map(({ key }) => key)));
  const causes = marks.filter(({ key }) => keys.has(key)).map(({ cause }) => cause);
  const weight: Cause['type'][] = ['reorg', 'event', 'deadline', 'head', 'coverage', 'rebuild'];
  const weightiest = weight.flatMap((type) => causes.filter((cause) => cause.type === type))[0];
  if (weightiest) return weightiest;
  // Legs that a lookalike link led to have no mark of their own: another operation's leg is their cause.
  assert(legs[0], 'a group has a leg');
  return { type: 'event', chain: legs[0].at.chain };
}

/** What the chains of an operation showed. */
function asOfChains(
  { legs, origin, destination }: Operation,
  heads: ReadonlyMap<ChainId, Head>,
): AsOf {
  const chains = new Set([...legs.map(({ chain }) => chain), origin?.chain, destination?.chain]);
  const asOf: AsOf = {};
  for (const chain of chains) {
    const head = chain ? heads.get(chain) : undefined;
    if (!chain || !head) continue;
    asOf[chain] = {
      head: head.number.toString(),
      hash: head.hash,
      time: new Date(head.time * 1000).toISOString(),
      safe: head.safe?.toString() ?? null,
      finalized: head.finalized?.toString() ?? null,
    };
  }
  return asOf;
}

/** When it happened on chain: the newest leg's time, or that of the head that moved. Unix seconds. */
function chainTimeOf(
  cause: Cause,
  legs: readonly StoredLeg[],
  heads: ReadonlyMap<ChainId, Head>,
): number {
  const newest = Math.max(...legs.map(({ at }) => at.blockTime));
  if (cause.type === 'event' || cause.type === 'rebuild') return newest;
  return heads.get(cause.chain)?.time ?? newest;
}
