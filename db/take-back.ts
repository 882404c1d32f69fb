import { sql } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import { bigints } from './arrays.ts';
import { markEvents } from './mark-events.ts';
import type { Queryable } from './pool.ts';
import { loosenLookups } from './reopen-lookups.ts';

/**
 * Orphans events that the chain does not have, as a rollback does: their operations are folded again, and the lookups that
 * they answered are open again.
 */
export async function takeBack(
  tx: Queryable,
  chain: ChainId,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  await tx.execute(sql`
    update events
    set canonical = false, verified = false, orphaned_at = now()
    where id = any(${bigints(ids)})`);
  await loosenLookups(tx, sql`select unnest(${bigints(ids)})`);
  await markEvents(tx, ids, { type: 'event', chain });
}
