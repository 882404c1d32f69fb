import type { ChainId, Head } from '../core/chain.ts';
import { assert } from '../core/errors.ts';
import { isSameOperation, legChanges, type Operation } from '../core/operation.ts';
import type { Wake } from '../core/wakes.ts';
import type { StoredLeg } from '../db/load-legs.ts';
import {
  assignLegs,
  dropAliases,
  lastStates,
  previousOperations,
  replaceOperations,
  writeOperations,
  type Alias,
  type LastState,
  type NewVersion,
  type PreviousOperation,
} from '../db/operations.ts';
import type { Queryable } from '../db/pool.ts';
import type { AsOf, Cause } from '../db/types.ts';
import { writeWakes } from '../db/wakes.ts';

/** An operation as it was just folded, with its legs. */
export interface Folded {
  operation: Operation;
  wakes: Wake[];
  legs: StoredLeg[];
}

/** Why something was to be folded: a mark's cause. */
export interface CauseOfKey {
  key: string;
  cause: Cause;
}

/**
 * Writes the operations that changed, gives their legs to them, and lets those go that no fold gives any more.
 *
 * @param kept ids of operations that could not be folded: they stand as they are, whoever has their legs now
 * @returns the new versions, whose transitions the caller appends as its last write
 */
export async function writeFolded(
  tx: Queryable,
  folded: readonly Folded[],
  {
    causes,
    heads,
    kept,
  }: {
    causes: readonly CauseOfKey[];
    heads: ReadonlyMap<ChainId, Head>;
    kept: ReadonlySet<string>;
  },
): Promise<NewVersion[]> {
  const ids = new Set(folded.map(({ operation }) => operation.id));
  const formerIds = folded.flatMap(({ legs }) =>
    legs.flatMap(({ operationId }) => operationId ?? []),
  );
  const previous = await previousOperations(tx, [...new Set([...ids, ...formerIds])]);
  const formerly = await lastStates(
    tx,
    [...ids].filter((id) => !previous.has(id)),
  );
  const replaced = replacements(folded, ids, previous).filter(({ alias }) => !kept.has(alias));
  const serving = servingLegs(folded);
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
    const cause = causeOf(legs, serving, causes);
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
  await writeOperations(tx, versions);
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
  return versions;
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

/** The legs that serve or pay others, wherever they are at home, by the keys of those. */
function servingLegs(folded: readonly Folded[]): Map<string, StoredLeg[]> {
  const serving = new Map<string, StoredLeg[]>();
  for (const leg of folded.flatMap(({ legs }) => legs)) {
    for (const { kind, key } of leg.links) {
      if (kind === 'serves' || kind === 'pays')
        serving.set(key, [...(serving.get(key) ?? []), leg]);
    }
  }
  return serving;
}

/**
 * The weightiest cause among the marks that touch these legs, or legs that serve them: what was taken back must show, also of
 * what is lent.
 */
function causeOf(
  legs: readonly StoredLeg[],
  serving: ReadonlyMap<string, readonly StoredLeg[]>,
  all: readonly CauseOfKey[],
): Cause {
  const lent = legs.flatMap(({ links }) => links.flatMap(({ key }) => serving.get(key) ?? []));
  const keys = new Set(
    [...legs, ...lent].flatMap(({ links, operationId }) => [
      ...links.map(({ key }) => key),
      operationId,
    ]),
  );
  const causes = all.filter(({ key }) => keys.has(key)).map(({ cause }) => cause);
  const weight: Cause['type'][] = [
    'reorg',
    'operator',
    'coverage',
    'event',
    'deadline',
    'head',
    'rebuild',
  ];
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
  if (cause.type === 'event' || !('chain' in cause)) return newest;
  return heads.get(cause.chain)?.time ?? newest;
}
