import { desc, eq, inArray, sql } from 'drizzle-orm';
import type { LegChange, Operation } from '../core/operation.ts';
import { awaitTurn } from './fold-locks.ts';
import type { Queryable } from './pool.ts';
import { aliases, operations, transitions } from './schema.ts';
import type { AsOf, Cause, Stored, StoredOperation } from './types.ts';

/** An operation's row, as far as the next fold needs it. */
export interface PreviousOperation {
  id: string;
  version: number;
  body: StoredOperation;
}

export async function previousOperations(
  tx: Queryable,
  ids: readonly string[],
): Promise<Map<string, PreviousOperation>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: operations.id, version: operations.version, body: operations.body })
    .from(operations)
    .where(inArray(operations.id, [...ids]));
  return new Map(rows.map((row) => [row.id, row]));
}

/** Where an operation was when its id lost to another one. */
export interface LastState {
  version: number;
  status: StoredOperation['status'];
  stage: StoredOperation['stage'];
}

/** The last state of ids that were operations before and are aliases now: if they are operations again, it goes on there. */
export async function lastStates(
  tx: Queryable,
  ids: readonly string[],
): Promise<Map<string, LastState>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectDistinctOn([transitions.operationId])
    .from(transitions)
    .where(inArray(transitions.operationId, [...ids]))
    .orderBy(transitions.operationId, desc(transitions.version));
  return new Map(
    rows.map((row) => [
      row.operationId,
      // CAST: only folds write these columns.
      { version: row.version, status: row.toStatus, stage: row.toStage } as LastState,
    ]),
  );
}

/** A new version of an operation, and why it came about. */
export interface NewVersion {
  operation: Operation;
  version: number;
  /** What it was before; null if it is new. */
  from: LastState | null;
  changes: LegChange[];
  cause: Cause;
  asOf: AsOf;
  /** Unix seconds. */
  chainTime: number;
}

/** Writes new versions; their transitions are for `appendTransitions`. */
export async function writeOperations(
  tx: Queryable,
  versions: readonly NewVersion[],
): Promise<void> {
  if (versions.length === 0) return;
  await tx
    .insert(operations)
    .values(versions.map(({ operation, version }) => toRow(operation, version)))
    .onConflictDoUpdate({
      target: operations.id,
      set: Object.fromEntries(
        [
          'kind',
          'status',
          'stage',
          'final',
          'origin_chain',
          'destination_chain',
          'sender',
          'recipient',
          'started_at',
          'updated_at',
          'version',
          'body',
        ].map((column) => [toCamel(column), sql.raw(`excluded.${column}`)]),
      ),
    });
}

/** The channel that rings when transitions are committed. It carries nothing: whoever hears it reads on by `seq`. */
export const TRANSITIONS_CHANNEL = 'midflight_transitions';

/**
 * Appends the transitions of new versions, in the order of `seq` that is the order of commits: who has read up to a `seq`
 * has missed none below it. It must be the transaction's last write, because the next one waits for its end.
 */
export async function appendTransitions(
  tx: Queryable,
  versions: readonly NewVersion[],
): Promise<void> {
  if (versions.length === 0) return;
  await tx.execute(sql`select pg_notify(${TRANSITIONS_CHANNEL}, '')`);
  await awaitTurn(tx);
  await tx.insert(transitions).values(
    versions.map(({ operation, version, from, changes, cause, asOf, chainTime }) => ({
      operationId: operation.id,
      version,
      fromStatus: from?.status ?? null,
      toStatus: operation.status,
      fromStage: from?.stage ?? null,
      toStage: operation.stage,
      final: operation.final,
      changes,
      cause,
      asOf,
      rulesVersion: operation.rulesVersion,
      chainTime: new Date(chainTime * 1000),
    })),
  );
}

function toCamel(column: string): string {
  return column.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Some protocols take any text for an address; no chain's is longer than this, and an index takes no text of any length. */
export const ADDRESS_LENGTH_MAX = 200;

function toRow(operation: Operation, version: number) {
  const { id, protocol, kind, status, stage, final, origin, destination, about } = operation;
  return {
    id,
    protocol,
    kind,
    status,
    stage,
    final,
    originChain: origin?.chain ?? null,
    destinationChain: destination?.chain ?? null,
    sender: about.sender?.slice(0, ADDRESS_LENGTH_MAX) ?? null,
    recipient: about.recipient?.slice(0, ADDRESS_LENGTH_MAX) ?? null,
    startedAt: new Date(operation.startedAt * 1000),
    updatedAt: sql`now()`,
    version,
    body: toStored(operation),
  };
}

/** The same value with its bigints as decimal text. */
function toStored<T>(value: T): Stored<T> {
  // CAST: that is what the replacer below does.
  return JSON.parse(
    JSON.stringify(value, (_, item: unknown) =>
      typeof item === 'bigint' ? item.toString() : item,
    ),
  ) as Stored<T>;
}

/** An id that lost to another one, and the operation that it now stands for. */
export interface Alias {
  alias: string;
  operationId: string;
}

/** Replaces operations by others: their rows go, their ids stay resolvable and their transitions stay as they are. */
export async function replaceOperations(tx: Queryable, replaced: readonly Alias[]): Promise<void> {
  if (replaced.length === 0) return;
  await tx.delete(operations).where(
    inArray(
      operations.id,
      replaced.map(({ alias }) => alias),
    ),
  );
  // What stood for one that is replaced stands for its heir.
  for (const { alias, operationId } of replaced) {
    await tx.update(aliases).set({ operationId }).where(eq(aliases.operationId, alias));
  }
  await tx
    .insert(aliases)
    .values([...replaced])
    .onConflictDoUpdate({
      target: aliases.alias,
      set: { operationId: sql.raw('excluded.operation_id') },
    });
}

/** Frees ids that are operations again. */
export async function dropAliases(tx: Queryable, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await tx.delete(aliases).where(inArray(aliases.alias, [...ids]));
}

/** Tells each leg which operation it is in now. */
export async function assignLegs(
  tx: Queryable,
  assigned: readonly { eventId: string; operationId: string }[],
): Promise<void> {
  if (assigned.length === 0) return;
  await tx.execute(sql`
    update legs
    set operation_id = assigned.operation_id
    from unnest(
      ${sql.param(assigned.map(({ eventId }) => eventId))}::bigint[],
      ${sql.param(assigned.map(({ operationId }) => operationId))}::text[]
    ) as assigned (event_id, operation_id)
    where legs.event_id = assigned.event_id`);
}
