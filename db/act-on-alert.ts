import { eq, sql } from 'drizzle-orm';
import { stepAlert } from '../core/alerts/step-alert.ts';
import type { Database } from './pool.ts';
import { alerts } from './schema.ts';
import { settleAlert } from './settle-alert.ts';
import { addNotices, appendEvents, columnsOf, lifeOf, type AlertRow } from './step-alerts.ts';

/** Acknowledging and closing are judged by no times. */
const noPolicy = { holdMs: 0, checksMin: 1, clearMs: 0, escalateMs: null };

/**
 * What a person does about an alert: takes it on, or says that it is over although it still holds. Doing it twice changes
 * nothing more.
 *
 * @returns the alert as it is then; null if there is none
 */
export async function actOnAlert(
  db: Database,
  id: string,
  {
    action,
    by,
    note,
    now,
  }: { action: 'acknowledge' | 'close'; by: string; note: string | null; now: Date },
): Promise<AlertRow | null> {
  return db.transaction(async (tx) => {
    // A check that goes on has read what is to be settled: it ends first, and the next one begins later.
    await tx.execute(sql`
      select from alert_rounds
      where rule in ('operation_stuck', (select rule from alerts where id = ${id}))
      order by rule
      for update`);
    const [row] = await tx.select().from(alerts).where(eq(alerts.id, id)).for('update');
    if (!row || row.openedAt === null) return null;
    const isOpen = row.state === 'open' || row.state === 'acknowledged';
    const isSettled = action === 'close' && isOpen && (await settleAlert(tx, row, now));
    const { life, events, notices } = stepAlert(
      lifeOf(row),
      action === 'close' ? { type: action, isSettled } : { type: action },
      { policy: noPolicy, now: now.getTime() },
    );
    if (!life || events.length === 0) return row;
    const [changed] = await tx
      .update(alerts)
      .set({ ...columnsOf(life), version: sql`${alerts.version} + 1`, updatedAt: now })
      .where(eq(alerts.id, id))
      .returning();
    for (const kind of notices) await addNotices(tx, { id, kind, told: row });
    await appendEvents(
      tx,
      events.map((type) => ({
        alertId: id,
        type,
        at: now,
        by,
        ...(note !== null && { note }),
      })),
    );
    return changed ?? null;
  });
}
