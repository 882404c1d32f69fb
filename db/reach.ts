import { sql } from 'drizzle-orm';
import { texts } from './arrays.ts';
import type { Queryable } from './pool.ts';
import { settledOperation } from './settled-operation.ts';

/** Begins the key of a transaction: `twin <chain> <transaction>`. No link has a blank in its protocol's name. */
const TWIN = 'twin ';

/** A leg that a key leads to, and the keys that lead on from it. */
export interface Reached {
  from: string;
  eventId: string;
  keys: string[];
}

/**
 * One step of the walk over links: the legs that these keys lead to. A key is a link, or the id of the operation that a leg
 * was last folded into: legs of one operation are folded together even when their links were read anew, because it is
 * decided once who goes on with its row.
 *
 * The origin of a transaction that was lost leads to what came of the transaction when it came again, and back: one operation
 * may stand in the place of the other.
 *
 * An operation that is final is settled, unless its origin is still to come: no look-alike link leads to its legs or on from
 * them, so that a busy sender's history is not read again for each new leg. See `settledOperation` for what is not.
 *
 * @returns at most `rowsMax` rows, and not all of more than `legsMax` legs of one key
 */
export async function reach(
  tx: Queryable,
  keys: readonly string[],
  { legsMax, rowsMax }: { legsMax: number; rowsMax: number },
): Promise<Reached[]> {
  // A leg may be found twice, by its link and by its operation.
  const entriesMax = 2 * (legsMax + 1);
  const { rows } = await tx.execute<{ from: string; event_id: string; keys: string[] }>(sql`
    select start.key as from, member.event_id,
      array(
        select links.key
        from links
        where links.event_id = member.event_id and (links.kind = 'exact' or not member.is_settled)
        union all
        select member.operation_id
        where member.operation_id is not null
        union all
        select ${TWIN} || own.chain || ' ' || own.transaction
        from events as own
        where own.id = member.event_id
          and member.role = 'origin'
          and exists (
            select
            from events as lost
            where lost.transaction = own.transaction and lost.chain = own.chain and not lost.canonical
          )
      ) as keys
    from unnest(${texts(keys)}) as start (key)
    cross join lateral (
      select legs.event_id, legs.operation_id, legs.role, settled.id is not null as is_settled
      from (
        select event_id, kind = 'exact' as is_exact
        from links
        where links.key = start.key
        union all
        select event_id, true
        from legs
        where legs.operation_id = start.key
        union all
        select twin.event_id, true
        from events
        join legs as twin on twin.event_id = events.id and twin.role = 'origin'
        where starts_with(start.key, ${TWIN})
          and events.chain = split_part(start.key, ' ', 2)
          and events.transaction = split_part(start.key, ' ', 3)
      ) as entry
      join legs on legs.event_id = entry.event_id
      ${settledOperation}
      where settled.id is null or entry.is_exact
      limit ${entriesMax}
    ) as member
    limit ${rowsMax}`);
  return rows.map((row) => ({ from: row.from, eventId: row.event_id, keys: row.keys }));
}
