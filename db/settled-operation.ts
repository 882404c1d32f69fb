import { sql } from 'drizzle-orm';

/**
 * Joins to `legs` the operation of a leg as `settled`, if the leg is settled with it: where that is final, and its origin is not
 * still to come. What serves or pays many is not: others may wait for it. Nor is what such a payment has refunded, which must
 * lead to it.
 */
export const settledOperation = sql`
  left join operations as settled
    on settled.id = legs.operation_id
    and settled.final
    and settled.body ->> 'coverage' <> 'destination_only'
    and not exists (
      select from links as shared
      where shared.event_id = legs.event_id and shared.kind in ('serves', 'pays')
    )
    and not (
      settled.body ->> 'status' = 'refunded'
      and exists (
        select
        from legs as paid
        join links as owed on owed.event_id = paid.event_id and owed.kind = 'owed'
        where paid.operation_id = settled.id
      )
    )`;
