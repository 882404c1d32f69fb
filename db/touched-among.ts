import { sql } from 'drizzle-orm';
import { texts } from './arrays.ts';
import type { Queryable } from './pool.ts';

/** Which of these texts name an operation that a stretch of the log has changed: by its id, a former one, or a link. */
export async function touchedAmong(
  db: Queryable,
  asked: readonly string[],
  { after, through }: { after: bigint; through: bigint },
): Promise<Set<string>> {
  if (asked.length === 0) return new Set();
  const { rows } = await db.execute<{ asked: string }>(sql`
    with changed as materialized (
      select distinct operation_id from transitions where seq > ${after} and seq <= ${through}
    )
    select asked
    from unnest(${texts(asked)}) as asked
    where asked in (select operation_id from changed)
      or exists (
        select
        from aliases
        join changed using (operation_id)
        where alias = asked
      )
      or exists (
        select
        from links
        join legs on legs.event_id = links.event_id
        join changed on changed.operation_id = legs.operation_id
        where links.key = asked
      )`);
  return new Set(rows.map((row) => row.asked));
}
