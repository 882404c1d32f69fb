import { sql, type SQL } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import type { Lookup } from '../core/lookup.ts';
import type { Queryable } from './pool.ts';

/**
 * The lookups that a chain is to be asked now, once each. The index of open ones gives them, however many were ever answered.
 *
 * Half of them are those that wait longest, the others those that are due since just now: so the present does not wait for
 * what a backfill asks, nor that for the present.
 */
export async function dueLookups(db: Queryable, chain: ChainId, limit: number): Promise<Lookup[]> {
  const half = Math.ceil(limit / 2);
  const part = (order: SQL) => sql`(
    select key, step, event_id, body
    from lookups
    where chain = ${chain} and not done and next_at <= now()
    order by next_at ${order}
    limit ${half}
  )`;
  const { rows } = await db.execute<{ body: Lookup }>(sql`
    select distinct on (key, step) body
    from (${part(sql`asc`)} union all ${part(sql`desc`)}) as due
    order by key, step, event_id`);
  return rows.map(({ body }) => body);
}
