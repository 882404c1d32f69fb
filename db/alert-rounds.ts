import { eq, sql } from 'drizzle-orm';
import type { AlertRule } from '../core/alerts/alert.ts';
import type { Database, Queryable } from './pool.ts';
import { alertRounds } from './schema.ts';

/** A rule's turn to be checked. */
export interface AlertRound {
  now: Date;
  memo: unknown;
}

/**
 * Checks a rule if it is time, in one transaction that holds its round: of several processes one does so. Whoever dies in it has
 * done nothing.
 *
 * @param now our clock; the database's unless given
 * @returns what `work` returned; null if it is not time, or somebody else has it
 */
export async function inRound<T>(
  db: Database,
  { rule, everyMs, now }: { rule: AlertRule; everyMs: number; now?: Date | undefined },
  work: (tx: Queryable, round: AlertRound) => Promise<{ result: T; memo?: object }>,
): Promise<T | null> {
  const time = now ? sql`${now.toISOString()}::timestamptz` : sql`now()`;
  return db.transaction(async (tx) => {
    await tx.execute(sql`
      insert into alert_rounds (rule, next_at) values (${rule}, ${time})
      on conflict (rule) do nothing`);
    const { rows } = await tx.execute<{ now: string; memo: unknown }>(sql`
      select ${time} as now, memo
      from alert_rounds
      where rule = ${rule} and next_at <= ${time}
      for update skip locked`);
    const [row] = rows;
    if (!row) return null;
    const at = new Date(row.now);
    const { result, memo } = await work(tx, { now: at, memo: row.memo });
    await tx
      .update(alertRounds)
      .set({ nextAt: new Date(at.getTime() + everyMs), ...(memo && { memo }) })
      .where(eq(alertRounds.rule, rule));
    return result;
  });
}
