import { sql } from 'drizzle-orm';
import { settleDeadChannel } from './alert-facts/read-dead-channels.ts';
import { settleLeft } from './followed-chains.ts';
import type { Queryable } from './pool.ts';
import type { AlertRow } from './step-alerts.ts';

/**
 * Writes down, in the caller's transaction, that what a closed alert is about is known: the same flags of the same operations,
 * and the same wait of what is stuck, are not found again, nor a chain that is followed no more, nor a channel that has gone. What comes later on the same lane is
 * news.
 *
 * @returns false for an alert that is about something else
 */
export async function settleAlert(
  tx: Queryable,
  { rule, subject, chain, operationId, protocol, originChain, destinationChain }: AlertRow,
  now: Date,
): Promise<boolean> {
  if (rule === 'indexer_blind') return chain !== null && settleLeft(tx, chain);
  if (rule === 'channel_dead') {
    await settleDeadChannel(tx, subject);
    return true;
  }
  const isAbout =
    operationId === null
      ? sql`(protocol = ${protocol} and origin_chain is not distinct from ${originChain}
          and destination_chain is not distinct from ${destinationChain})`
      : sql`operation_id = ${operationId}`;
  if (rule === 'conflict' || rule === 'spec_gap') {
    await tx.execute(sql`
      update alert_marks set closed = true where rule = ${rule} and not closed and ${isAbout}`);
    return true;
  }
  if (rule !== 'operation_stuck' && rule !== 'lane_degraded') return false;
  await tx.execute(sql`
    insert into alert_marks (rule, operation_id, protocol, origin_chain, destination_chain, flags, since, closed)
    select 'operation_stuck', operation_id, protocol, origin_chain, destination_chain, array[step],
      ${now.toISOString()}::timestamptz, true
    from operation_health
    where health = 'stuck' and ${isAbout}
    on conflict (rule, operation_id) do update set flags = excluded.flags`);
  return true;
}

/** Forgets what was known of operations that are not stuck any more, as far as we see them. It costs what persons have closed. */
export async function forgetUnstuck(tx: Queryable): Promise<void> {
  await tx.execute(sql`
    delete from alert_marks
    where rule = 'operation_stuck' and not exists (
      select
      from operation_health
      where operation_health.operation_id = alert_marks.operation_id and health in ('stuck', 'blind')
    )`);
}
