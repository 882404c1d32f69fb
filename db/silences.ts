import { randomBytes } from 'node:crypto';
import { and, asc, eq, gt, or, sql } from 'drizzle-orm';
import type { SilenceMatch } from '../core/alerts/is-silenced.ts';
import type { Database, Queryable } from './pool.ts';
import { silences } from './schema.ts';

export type SilenceRow = typeof silences.$inferSelect;

/** As many as may be in force at once: every check compares with all of them. */
export const SILENCES_MAX = 1_000;

/** The silences that are in force. */
export async function activeSilences(db: Queryable, now: Date): Promise<SilenceMatch[]> {
  const rows = await db.select().from(silences).where(gt(silences.until, now)).limit(SILENCES_MAX);
  return rows.map(({ rule, protocol, originChain, destinationChain, operationId }) => ({
    rule,
    protocol,
    origin: originChain,
    destination: destinationChain,
    operation: operationId,
  }));
}

/** @returns null if there are as many as there may be */
export async function addSilence(
  db: Database,
  silence: Omit<typeof silences.$inferInsert, 'id' | 'createdAt'>,
): Promise<SilenceRow | null> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('midflight silences', 0))`);
    if ((await tx.$count(silences, gt(silences.until, sql`now()`))) >= SILENCES_MAX) return null;
    const id = `si_${randomBytes(8).toString('hex')}`;
    const [row] = await tx
      .insert(silences)
      .values({ id, ...silence })
      .returning();
    return row ?? null;
  });
}

/** Where a page of silences ends. */
export interface SilencePageEnd {
  untilMicros: string;
  id: string;
}

/** One page of the silences that are in force, those that end first in front. */
export async function listSilences(
  db: Queryable,
  { now, limit, after }: { now: Date; limit: number; after: SilencePageEnd | null },
): Promise<{ rows: SilenceRow[]; end: SilencePageEnd | null }> {
  const untilMicros = sql<string>`(extract(epoch from ${silences.until}) * 1000000)::bigint::text`;
  const at = sql`timestamptz 'epoch' + ${after?.untilMicros ?? '0'}::bigint * interval '1 microsecond'`;
  const rows = await db
    .select({ row: silences, untilMicros })
    .from(silences)
    .where(
      and(
        gt(silences.until, now),
        after
          ? or(
              sql`${silences.until} > ${at}`,
              and(sql`${silences.until} = ${at}`, gt(silences.id, after.id)),
            )
          : undefined,
      ),
    )
    .orderBy(asc(silences.until), asc(silences.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    rows: page.map(({ row }) => row),
    end: rows.length > limit && last ? { untilMicros: last.untilMicros, id: last.row.id } : null,
  };
}

/** Ends a silence: what it hid is told at the next check. */
export async function endSilence(db: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await db.delete(silences).where(eq(silences.id, id));
  return rowCount === 1;
}
