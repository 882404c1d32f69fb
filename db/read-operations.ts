import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import { HEALTH_COLUMN, type HealthRow } from './health-row.ts';
import type { Queryable } from './pool.ts';
import { aliases, events, legs, links, operations, transitions } from './schema.ts';
import type { StoredOperation } from './types.ts';

/** An operation as answers need it. */
export interface OperationRow {
  id: string;
  version: number;
  updatedAt: Date;
  body: StoredOperation;
  /** What is thought of how long it waits; null for one that is over, and one that was not judged yet. */
  health: HealthRow | null;
}

const columns = {
  id: operations.id,
  version: operations.version,
  updatedAt: operations.updatedAt,
  body: operations.body,
  health: sql<HealthRow | null>`${sql.raw(HEALTH_COLUMN)}`.as('health'),
};

/** The operation with this id, or the one that any of its links or former ids names; null if there is none. */
export async function findOperation(db: Queryable, id: string): Promise<OperationRow | null> {
  const [own] = await db.select(columns).from(operations).where(eq(operations.id, id));
  if (own) return own;
  const [match] = await findByKey(db, id);
  if (match) return match.operation;
  // A former id may be a link no more: its leg was read anew, by a newer version of its protocol say.
  const [heir] = await db
    .select(columns)
    .from(aliases)
    .innerJoin(operations, eq(operations.id, aliases.operationId))
    .where(eq(aliases.alias, id));
  return heir ?? null;
}

/** An operation that a lookup found, and the leg by which it did. */
export interface Match {
  operation: OperationRow;
  step: string;
  chain: ChainId;
  transaction: string;
  canonical: boolean;
}

const matched = {
  operation: columns,
  step: legs.step,
  chain: events.chain,
  transaction: events.transaction,
  canonical: events.canonical,
};

/** Which legs count: those of any chain, unless one is named. */
export interface Where {
  chain?: ChainId | null;
}

const isOn = ({ chain = null }: Where) => (chain === null ? undefined : eq(events.chain, chain));

/** Operations with a leg that carries this link. */
export async function findByKey(db: Queryable, key: string, where: Where = {}): Promise<Match[]> {
  const found = await db
    .select(matched)
    .from(links)
    .innerJoin(legs, eq(legs.eventId, links.eventId))
    .innerJoin(events, eq(events.id, links.eventId))
    .innerJoin(operations, eq(operations.id, legs.operationId))
    .where(and(eq(links.key, key), isOn(where)))
    .orderBy(desc(events.canonical), events.blockTime, events.logIndex)
    .limit(MATCHES_MAX);
  return firstOfEach(found);
}

/** A transaction or key leads to few operations; one that leads to more is shown the first of them. */
export const MATCHES_MAX = 100;

/** Of several legs of one operation, the first stands for it. */
export function firstOfEach(matches: readonly Match[]): Match[] {
  const byId = new Map<string, Match>();
  for (const match of matches) {
    if (!byId.has(match.operation.id)) byId.set(match.operation.id, match);
  }
  return [...byId.values()];
}

/** Every transition of an operation, under its present and its former ids, in the order of their making. */
export async function readHistory(db: Queryable, operationId: string) {
  const former = await db
    .select({ alias: aliases.alias })
    .from(aliases)
    .where(eq(aliases.operationId, operationId));
  const ids = [operationId, ...former.map(({ alias }) => alias)];
  return db
    .select()
    .from(transitions)
    .where(inArray(transitions.operationId, ids))
    .orderBy(transitions.seq);
}

/** How many operations there are, by status, and how much waits to be folded. */
export async function readStats(db: Queryable) {
  const counts = await db
    .select({
      status: operations.status,
      count: sql<number>`count(*)::int`,
      final: sql<number>`(count(*) filter (where ${operations.final}))::int`,
    })
    .from(operations)
    .groupBy(operations.status);
  const { rows } = await db.execute<{ dirty: number; oldest_seconds: number }>(sql`
    select count(*)::int as dirty,
      coalesce(extract(epoch from now() - min(marked_at)), 0)::float8 as oldest_seconds
    from dirty`);
  return { counts, dirty: rows[0]?.dirty ?? 0, oldestSeconds: rows[0]?.oldest_seconds ?? 0 };
}
