import { sql } from 'drizzle-orm';
import type { DeadChannel } from '../../core/alerts/rules/channel-dead.ts';
import type { Queryable } from '../pool.ts';

/** The channels that take nothing any more: there are as many as were ever configured, at most. */
export async function readDeadChannels(db: Queryable): Promise<DeadChannel[]> {
  const { rows } = await db.execute<{ name: string; since: string; reason: string }>(sql`
    select name, dead_since as since,
      coalesce(dead_reason, 'nothing') as reason
    from alert_channels
    where dead_since is not null
    order by name`);
  return rows.map(({ since, ...row }) => ({ ...row, since: new Date(since) }));
}

/** Forgets, in the caller's transaction, that a channel took nothing: a person knows. */
export async function settleDeadChannel(tx: Queryable, name: string): Promise<void> {
  await tx.execute(sql`
    update alert_channels set dead_since = null, dead_reason = null where name = ${name}`);
}
