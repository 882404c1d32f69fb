import { sql } from 'drizzle-orm';
import { texts } from './arrays.ts';
import type { Queryable } from './pool.ts';

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
 * An operation that is final is settled, unless its origin is still to come: no look-alike link leads to its legs or on from
 * them, so that a busy sender's history is not read again for each new leg.
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
      ) as keys
    from unnest(${texts(keys)}) as start (key)
    cross join lateral (
      select legs.event_id, legs.operation_id, settled.id is not null as is_settled
      from (
        select event_id, kind = 'exact' as is_exact
        from links
        where links.key = start.key
        union all
        select event_id, true
        from legs
        where legs.operation_id = start.key
      ) as entry
      join legs on legs.event_id = entry.event_id
      left join operations as settled
        on settled.id = legs.operation_id
        and settled.final
        and settled.body ->> 'coverage' <> 'destination_only'
      where settled.id is null or entry.is_exact
      limit ${entriesMax}
    ) as member
    limit ${rowsMax}`);
  return rows.map((row) => ({ from: row.from, eventId: row.event_id, keys: row.keys }));
}
