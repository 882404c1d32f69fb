import { sql } from 'drizzle-orm';
import { texts } from './arrays.ts';
import type { Queryable } from './pool.ts';

/**
 * Removes those of these operations that have no leg left, since their events were read anew and are no legs any more, or
 * another operation has them. Their transitions stay; if such an id is an operation again, it goes on from its last one.
 */
export async function dropEmptyOperations(tx: Queryable, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.execute(sql`
    with gone as (
      delete from operations
      where id = any(${texts(ids)})
        and not exists (select from legs where legs.operation_id = operations.id)
      returning id
    ), former as (
      delete from aliases using gone where aliases.operation_id = gone.id
    ), waits as (
      delete from stage_times using gone where stage_times.operation_id = gone.id
    ), verdicts as (
      delete from operation_health using gone where operation_health.operation_id = gone.id
    ), counted as (
      insert into gone_operations (operation_id) select id from gone
    )
    delete from wakes using gone where wakes.operation_id = gone.id`);
}
