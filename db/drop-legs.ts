import { sql } from 'drizzle-orm';
import { bigints } from './arrays.ts';
import type { Queryable } from './pool.ts';
import type { Cause } from './types.ts';

/**
 * Takes the legs and links of events away that were read anew and are no legs any more. What lost a leg is marked, by the
 * links that it leaves and by its operation, which may have no other leg. Events without a leg are passed by.
 */
export async function dropLegs(
  tx: Queryable,
  eventIds: readonly string[],
  cause: Cause,
): Promise<void> {
  if (eventIds.length === 0) return;
  await tx.execute(sql`
    with gone as (
      delete from legs where event_id = any(${bigints(eventIds)}) returning operation_id
    ), lost as (
      delete from links where event_id = any(${bigints(eventIds)}) returning key
    )
    insert into dirty (key, cause)
    select key, ${JSON.stringify(cause)}::jsonb
    from (
      select key from lost
      union
      select operation_id from gone where operation_id is not null
    ) as marked`);
}
