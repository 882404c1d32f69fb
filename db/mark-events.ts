import { sql } from 'drizzle-orm';
import { bigints } from './arrays.ts';
import type { Queryable } from './pool.ts';
import type { Cause } from './types.ts';

/** Marks the operations of stored events dirty, by one exact link of each; those that are no legs have none. */
export async function markEvents(
  tx: Queryable,
  ids: readonly string[],
  cause: Cause,
): Promise<void> {
  if (ids.length === 0) return;
  await tx.execute(sql`
    insert into dirty (key, cause)
    select distinct on (event_id) key, ${JSON.stringify(cause)}::jsonb
    from links
    where event_id = any(${bigints(ids)}) and kind = 'exact'`);
}
